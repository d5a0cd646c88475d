/// What must be done in the same commit as a change of a conversation's state.
package enum ConversationEffect: String, Sendable, Codable, CaseIterable {
    /// Accumulating and running turns become `discarded`, except the one whose own commit this is.
    case discardOpenTurns = "discard_open_turns"
    /// The lane's queued deliveries written by the AI become `suppressed`.
    case suppressQueuedAIDeliveries = "suppress_queued_ai_deliveries"
    /// A `system` line tells the guest that a person will answer.
    case writeHoldingLine = "write_holding_line"
    /// The staff member who acts becomes the assignee, unless there is one.
    case assignToActor = "assign_to_actor"
    /// Nobody is assigned any more.
    case clearAssignee = "clear_assignee"
    /// A new conversation row begins; the resolved one stays as it is.
    case startNewConversation = "start_new_conversation"
    /// The new conversation's `previous_id` names the old one.
    case linkPrevious = "link_previous"
}

/// Who owns the next word of a conversation.
package enum NextWordOwner: String, Sendable, Codable, CaseIterable {
    /// The guest, who has not written yet.
    case guest
    /// The AI.
    case ai
    /// People.
    case staff
    /// Nobody: it is closed.
    case nobody
}

extension ConversationState {
    /// Who owns the next word in this state.
    package var owner: NextWordOwner {
        switch self {
        case .new: .guest
        case .active: .ai
        case .escalated: .staff
        case .resolved: .nobody
        }
    }
}

/// What an allowed trigger does to a conversation.
package struct ConversationTransition: Sendable, Hashable {
    /// The state before; nil when there was no conversation.
    package let from: ConversationState?
    /// The state after. With ``ConversationEffect/startNewConversation`` it is the new conversation's state.
    package let to: ConversationState
    /// Whether there was nothing to do: escalating the escalated, resolving the resolved. Answer as if it had been done.
    package let isNoOp: Bool
    /// Whether the assignee or department is what changes.
    package let changesAssignment: Bool
    /// What else belongs into the same commit.
    package let effects: Set<ConversationEffect>

    /// Whether a new conversation begins instead of this one changing.
    package var startsNewConversation: Bool { effects.contains(.startNewConversation) }

    /// Whether the owner of the next word changes, so that `owner_epoch` rises and words in the making are fenced off.
    package var raisesOwnerEpoch: Bool { from?.owner != to.owner }

    /// Whether `state_version` rises: with owner, state and assignee, never with a mere message.
    package var raisesStateVersion: Bool { from != to || changesAssignment }
}

/// A trigger that is not allowed where the conversation stands, or not to the one who pulled it.
package struct InvalidTransition: Error, Sendable, Hashable {
    /// Where the conversation stands; nil when there is none.
    package let from: ConversationState?
    /// What was tried.
    package let trigger: ConversationTrigger
    /// Who tried it.
    package let actor: ActorKind
    /// Whether it is the actor that forbids it, rather than the state alone.
    package let isActorAtFault: Bool
    /// What this actor may do here instead, without those that would change nothing.
    package let allowed: [ConversationTrigger.Name]

    /// The stable code shown to API callers: `actor_not_allowed`, `conversation_absent`, or `conversation_` and the
    /// state that forbids it, for example `conversation_resolved`.
    package var code: String {
        if isActorAtFault { return "actor_not_allowed" }
        return "conversation_" + (from?.rawValue ?? "absent")
    }
}

extension InvalidTransition: CustomStringConvertible {
    package var description: String {
        let place = from.map { "a conversation that is \($0.rawValue)" } ?? "no conversation"
        let choice = allowed.isEmpty ? "nothing" : allowed.map(\.rawValue).joined(separator: ", ")
        return "\(actor.rawValue) cannot \(trigger.name.rawValue) in \(place); allowed: \(choice)"
    }
}
