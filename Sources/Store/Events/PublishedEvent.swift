package import Domain
package import Foundation

/// One event of the log, with what it speaks of as that was when the event was read: perhaps newer than the event.
package struct PublishedEvent: LogEntry {
    /// Its number in the log; unique, and not in the order of commits.
    package let id: Int64
    /// The transaction that wrote it.
    package let xid: UInt64
    /// Reading on from here begins right behind this event. Its text is made each time it is asked for.
    package var cursor: EventCursor
    /// The conversation it is about; nil when it is about none.
    package let conversationID: ConversationID?
    /// Its number among the conversation's events, which has no gaps.
    package let sequence: Int64?
    /// What happened: `message.received`, `conversation.state_changed`, `delivery.updated`, …
    package let kind: String
    /// What the log itself says, as JSON: ids and words, never a guest's text.
    package let payload: String
    /// When its transaction began.
    package let createdAt: Date
    /// How long ago that was when it was read, by the server's clock.
    package let age: Duration
    /// The message it is about; for a delivery, the message that is delivered.
    package let message: EventMessage?
    /// The conversation it is about.
    package let conversation: EventConversation?
    /// The delivery it is about.
    package let delivery: EventDelivery?
    /// The task it is about.
    package let task: EventTask?
    /// The turn it is about.
    package let turn: EventTurn?
}

/// A message as events show it.
package struct EventMessage: Sendable, Hashable {
    package let id: MessageID
    /// Its number in the conversation, which has no gaps.
    package let sequence: Int64
    package let author: Author
    /// `text`, `image`, …
    package let kind: String
    package let body: String
    package let createdAt: Date
    /// The turn it belongs to or came from.
    package let turnID: TurnID?
    /// Who wrote it, when a member of staff did; nil for services.
    package let staffID: StaffID?
    /// What whoever wrote it was called then, be it a member of staff or a service.
    package let staffName: String?
    /// What ingest decided, when a guest wrote it.
    package let decision: String?
    package let flags: [String]
    /// Its last delivery; nil when it needs none.
    package let deliveryID: DeliveryID?
    /// How far that has come.
    package let deliveryState: DeliveryState?
}

/// A conversation as events show it.
package struct EventConversation: Sendable, Hashable {
    package let id: ConversationID
    package let state: ConversationState
    /// The ETag: rises with owner, state, assignee and tags.
    package let stateVersion: Int64
    package let channel: ChannelKind
    package let guestID: GuestID
    package let guestName: String?
    package let assigneeID: StaffID?
    /// What the assignee was called when it was given to them.
    package let assigneeName: String?
    package let departmentID: DepartmentID?
    package let priority: String
    package let tags: [String]
    package let unreadCount: Int
    package let lastMessageAt: Date?
    package let lastAuthor: Author?
    package let escalationReason: String?
    /// What the guest wrote while the engine is busy with something earlier; nil while nothing waits behind it.
    package let queued: Queued?

    /// Words that the next turn answers.
    package struct Queued: Sendable, Hashable {
        package let turnID: TurnID
        package let messageCount: Int
        /// Since when the first of them waits.
        package let since: Date
    }
}

/// A delivery as events show it.
package struct EventDelivery: Sendable, Hashable {
    package let id: DeliveryID
    package let messageID: MessageID
    package let state: DeliveryState
    /// Why it failed, by the provider's code.
    package let errorCode: String?
}

/// A task as events show it.
package struct EventTask: Sendable, Hashable {
    package let id: TaskID
    package let departmentID: DepartmentID
    package let room: String?
    package let description: String
    package let priority: String
    package let status: String
    package let assigneeID: StaffID?
    /// What the assignee was called when it was given to them.
    package let assigneeName: String?
    package let version: Int64
    package let dueAt: Date?
    package let createdAt: Date
}

/// A turn as events show it.
package struct EventTurn: Sendable, Hashable {
    package let id: TurnID
    package let state: TurnState
    package let outcome: String?
    package let intent: String?
    package let confidence: Double?
    /// Whether an answer was kept back for staff.
    package let hasDraft: Bool
}
