package import Domain
package import Foundation

/// The conversation as frozen when the turn was claimed.
package struct EngineContext: Sendable, Hashable, Codable {
    /// The conversation, its guest and its hotel.
    package var conversationId: ConversationID
    package var guestId: GuestID
    package var propertyId: PropertyID
    /// Who owns the next word.
    package var state: ConversationState
    /// The staff member it is assigned to.
    package var assignedTo: StaffID?
    /// The latest messages, oldest first, those of this turn included.
    package var messages: [HistoryMessage]
    /// How many messages the conversation holds in all.
    package var messageCount: Int
    /// The intent of the engine's previous answer.
    package var currentIntent: String?
    /// Work that was asked for in this conversation and is not finished.
    package var pendingActions: [PendingAction]?
    /// When the conversation began, last heard a message, and was resolved.
    package var createdAt: Date
    package var lastMessageAt: Date
    package var resolvedAt: Date?

    /// Names every part.
    package init(
        conversationId: ConversationID,
        guestId: GuestID,
        propertyId: PropertyID,
        state: ConversationState = .active,
        assignedTo: StaffID? = nil,
        messages: [HistoryMessage] = [],
        messageCount: Int = 0,
        currentIntent: String? = nil,
        pendingActions: [PendingAction]? = nil,
        createdAt: Date,
        lastMessageAt: Date,
        resolvedAt: Date? = nil
    ) {
        self.conversationId = conversationId
        self.guestId = guestId
        self.propertyId = propertyId
        self.state = state
        self.assignedTo = assignedTo
        self.messages = messages
        self.messageCount = messageCount
        self.currentIntent = currentIntent
        self.pendingActions = pendingActions
        self.createdAt = createdAt
        self.lastMessageAt = lastMessageAt
        self.resolvedAt = resolvedAt
    }
}

/// One earlier message as an engine sees it.
package struct HistoryMessage: Sendable, Hashable, Codable {
    /// Which message.
    package var id: MessageID
    /// Who wrote it.
    package var author: Author
    /// Its words.
    package var text: String
    /// When it was stored.
    package var createdAt: Date

    /// Names every part.
    package init(id: MessageID, author: Author, text: String, createdAt: Date) {
        self.id = id
        self.author = author
        self.text = text
        self.createdAt = createdAt
    }
}

/// Work of this conversation that is not finished.
package struct PendingAction: Sendable, Hashable, Codable {
    /// The task, when it is one.
    package var id: TaskID?
    /// What sort of action, for example `create_task`.
    package var type: String
    /// Who does it, what it is and where.
    package var department: String?
    package var description: String?
    package var room: String?
    /// Where it stands, for example `in_progress`.
    package var status: String?

    /// Names every part.
    package init(
        id: TaskID? = nil,
        type: String = "create_task",
        department: String? = nil,
        description: String? = nil,
        room: String? = nil,
        status: String? = nil
    ) {
        self.id = id
        self.type = type
        self.department = department
        self.description = description
        self.room = room
        self.status = status
    }
}
