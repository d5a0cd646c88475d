package import Domain
package import Foundation
package import Store

/// What a guest is told of an event: built from what is named here, and from nothing else.
///
/// Never notes, drafts, confidence, intents, turns, assignees or who of the staff wrote.
package enum GuestEvent: Sendable, Hashable {
    /// Something was said, or what was said has come further. Told again for the same id, it replaces what was told.
    case message(Message)
    /// The conversation is open or closed, and a person answers or does not.
    case conversation(Conversation)

    /// Words the guest may see.
    package struct Message: Sendable, Hashable {
        package let id: MessageID
        /// Its place in the conversation. Others between two of them may be of no concern to the guest.
        package let sequence: Int64
        package let author: Author
        package let text: String
        package let createdAt: Date
        /// How far it has come: `sent`, `delivered` or `read`; nil for the guest's own.
        package let delivery: DeliveryState?
    }

    /// How the conversation stands, as far as the guest is concerned.
    package struct Conversation: Sendable, Hashable {
        package let isOpen: Bool
        /// Whether a person answers rather than the AI.
        package let isWithPerson: Bool
    }

    /// What an event is to the guest whose conversation it is about; nil when it is none of theirs.
    package init?(_ event: PublishedEvent) {
        switch event.kind {
        case "message.received", "message.created", "delivery.updated":
            guard let message = event.message.flatMap(Message.init) else { return nil }
            self = .message(message)
        case "conversation.state_changed":
            guard let conversation = event.conversation else { return nil }
            self = .conversation(Conversation(state: conversation.state))
        default:
            return nil
        }
    }
}

extension GuestEvent.Message {
    /// A message as the guest may see it: their own at once, ours once it was handed over; nil before.
    package init?(_ message: EventMessage) {
        let delivery: DeliveryState?
        switch (message.author, message.deliveryState) {
        case (.guest, _): delivery = nil
        case (_, .sent), (_, .delivered), (_, .read): delivery = message.deliveryState
        default: return nil
        }
        self.init(
            id: message.id,
            sequence: message.sequence,
            author: message.author,
            text: message.body,
            createdAt: message.createdAt,
            delivery: delivery
        )
    }
}

extension GuestEvent.Conversation {
    /// How a state looks from outside.
    package init(state: ConversationState) {
        self.init(isOpen: state != .resolved, isWithPerson: state == .escalated)
    }
}
