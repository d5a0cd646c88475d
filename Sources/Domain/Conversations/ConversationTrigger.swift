/// Who acts on a conversation: who pulls a trigger, and whose name a stored transition carries.
package enum ActorKind: String, Sendable, Codable, CaseIterable {
    /// The guest.
    case guest
    /// The AI engine, through its answer.
    case ai
    /// A person of the hotel.
    case staff
    /// Our own rules, ladders and timers.
    case system
}

/// What can happen to a conversation.
package enum ConversationTrigger: Sendable, Hashable {
    /// A guest opened a chat without writing yet. A first message that arrives without one is this and then
    /// ``guestMessage``, in one commit.
    case guestOpenedChat
    /// Staff began a conversation with a guest.
    case staffStarted
    /// A guest wrote into an open conversation. For a resolved one use
    /// ``guestWrote(in:resolvedAt:now:reopenWindow:)``.
    case guestMessage
    /// A guest wrote soon enough after the resolution to go on in the same conversation.
    case guestMessageWithinReopenWindow
    /// A guest wrote so late after the resolution that a new conversation begins.
    case guestMessageAfterReopenWindow
    /// The AI's words are about to be stored.
    case aiMessage
    /// Staff wrote. Where the AI owned the next word this is a takeover.
    case staffMessage
    /// People are to own the next word.
    case escalate(EscalationReason)
    /// Staff closed it.
    case resolve
    /// Nobody wrote for so long that it closes by itself.
    case idleTimeout
    /// Staff gave the next word back to the AI.
    case returnToAI
    /// It was given to a staff member.
    case assign
    /// It was given to another department or staff member.
    case transfer
    /// Staff opened a resolved one again.
    case reopen

    /// A trigger's stable name, as stored with transitions and shown in errors; reasons are left out.
    package enum Name: String, Sendable, Codable, CaseIterable {
        case guestOpenedChat = "guest_opened_chat"
        case staffStarted = "staff_started"
        case guestMessage = "guest_message"
        case guestMessageWithinReopenWindow = "guest_message_within_reopen_window"
        case guestMessageAfterReopenWindow = "guest_message_after_reopen_window"
        case aiMessage = "ai_message"
        case staffMessage = "staff_message"
        case escalate
        case resolve
        case idleTimeout = "idle_timeout"
        case returnToAI = "return_to_ai"
        case assign
        case transfer
        case reopen
    }

    /// Its stable name.
    package var name: Name {
        switch self {
        case .guestOpenedChat: .guestOpenedChat
        case .staffStarted: .staffStarted
        case .guestMessage: .guestMessage
        case .guestMessageWithinReopenWindow: .guestMessageWithinReopenWindow
        case .guestMessageAfterReopenWindow: .guestMessageAfterReopenWindow
        case .aiMessage: .aiMessage
        case .staffMessage: .staffMessage
        case .escalate: .escalate
        case .resolve: .resolve
        case .idleTimeout: .idleTimeout
        case .returnToAI: .returnToAI
        case .assign: .assign
        case .transfer: .transfer
        case .reopen: .reopen
        }
    }

    /// Why people are to own the next word, when that is what it asks.
    package var escalationReason: EscalationReason? {
        if case .escalate(let reason) = self { reason } else { nil }
    }
}

extension ConversationTrigger: CaseIterable {
    /// Every trigger, an escalation once for each reason.
    package static let allCases: [ConversationTrigger] =
        [
            .guestOpenedChat, .staffStarted, .guestMessage, .guestMessageWithinReopenWindow,
            .guestMessageAfterReopenWindow, .aiMessage, .staffMessage,
        ] + EscalationReason.allCases.map { .escalate($0) } + [
            .resolve, .idleTimeout, .returnToAI, .assign, .transfer, .reopen,
        ]
}
