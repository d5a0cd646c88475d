package import Domain
package import Foundation
import Postgres

/// Somebody of the hotel, or one of its services, as colleagues read the name.
package struct ColleagueView: Sendable, Hashable, Encodable {
    /// Nil for services.
    package let id: StaffID?
    /// What they were called when they acted.
    package let name: String

    /// Somebody, if there is a name or an id.
    init?(_ id: StaffID?, _ name: String?) {
        guard id != nil || name != nil else { return nil }
        self.id = id
        self.name = name ?? "Staff"
    }
}

/// A department by its names.
package struct DepartmentView: Sendable, Hashable, Encodable {
    package let id: DepartmentID
    package let code: String
    package let name: String

    /// A department in columns whose names begin with `department_`; nil when they are NULL.
    init?(_ row: Row) throws {
        guard let id = try row.get("department_id", as: DepartmentID?.self) else { return nil }
        self.id = id
        code = try row.get("department_code")
        name = try row.get("department_name")
    }
}

/// A conversation as lists, sockets and answers show it. Its JSON is the contract's `Conversation`.
package struct ConversationView: Sendable, Hashable, Encodable {
    /// The guest in a few words.
    package struct Guest: Sendable, Hashable, Encodable {
        package let id: GuestID
        package let name: String?
        package let language: String?
        package let vip: Bool
        /// Of the present stay, else the next.
        package let room: String?
    }

    /// The newest message in a few words.
    package struct LastMessage: Sendable, Hashable, Encodable {
        package let seq: Int
        package let author: Author
        /// At most 280 characters.
        package let excerpt: String
        package let createdAt: Date
    }

    /// Whether the hotel may write freely.
    package struct Window: Sendable, Hashable, Encodable {
        package let isOpen: Bool
        /// When it closes; nil where it never does, or has never been open.
        package let closesAt: Date?
        /// Whether it is closed because the guest wants no more messages here.
        package let hasOptedOut: Bool
    }

    /// What the AI has in hand.
    package struct Turn: Sendable, Hashable, Encodable {
        /// How far it is.
        package enum Status: String, Sendable, Encodable {
            /// It gathers the guest's words.
            case open
            /// The engine thinks.
            case running
        }

        package let id: TurnID
        package let status: Status
    }

    /// What the guest wrote while the engine is busy with something earlier: the next turn answers it.
    package struct Queued: Sendable, Hashable, Encodable {
        package let turnId: TurnID
        /// How many messages wait.
        package let messageCount: Int
        /// Since when the first of them does.
        package let since: Date
    }

    package let id: ConversationID
    package let state: ConversationState
    /// The `ETag`.
    package let stateVersion: Int
    package let channel: ChannelKind
    package let endpointId: EndpointID
    package let endpointName: String
    package let guest: Guest
    package let assignee: ColleagueView?
    package let department: DepartmentView?
    package let priority: ConversationPriority
    package let tags: [String]
    package let unreadCount: Int
    package let currentIntent: String?
    package let escalationReason: String?
    package let resolution: String?
    package let messageCount: Int
    package let lastMessage: LastMessage?
    package let window: Window
    package let turn: Turn?
    /// Nil while nothing waits behind ``turn``.
    package let queued: Queued?
    /// The conversation this one goes on from.
    package let previousId: ConversationID?
    package let createdAt: Date
    /// When the last message was stored, or when it was opened.
    package let lastActivityAt: Date
    package let escalatedAt: Date?
    package let resolvedAt: Date?

    init(_ row: Row) throws {
        id = try row.get("id")
        state = try row.word("state")
        stateVersion = try row.get("state_version")
        channel = try row.word("channel")
        endpointId = try row.get("endpoint_id")
        endpointName = try row.get("endpoint_name")
        guest = Guest(
            id: try row.get("guest_id"),
            name: try row.get("guest_name"),
            language: try row.get("guest_language"),
            vip: try row.get("guest_vip"),
            room: try row.get("guest_room")
        )
        assignee = ColleagueView(try row.get("assigned_staff_id"), try row.get("assigned_name"))
        department = try DepartmentView(row)
        priority = try row.word("priority")
        tags = try row.get("tags")
        unreadCount = Int(try row.get("unread_count", as: Int32.self))
        currentIntent = try row.get("current_intent")
        escalationReason = try row.get("escalation_reason")
        resolution = try row.get("resolution")
        messageCount = try row.get("message_seq")
        lastMessage =
            try row.get("last_seq", as: Int?.self).map { seq in
                LastMessage(
                    seq: seq,
                    author: try row.word("last_author"),
                    excerpt: try row.get("last_excerpt"),
                    createdAt: try row.get("last_created_at")
                )
            }
        let expiry = try row.get("window_expires_at", as: Date?.self)
        let hasOptedOut = try row.get("opted_out", as: Bool.self)
        switch MessagingWindow(channel: channel, expiresAt: expiry).state(at: try row.get("moment")) {
        case .open(let until) where !hasOptedOut:
            window = Window(isOpen: true, closesAt: until, hasOptedOut: false)
        case .open, .closed:
            window = Window(isOpen: false, closesAt: nil, hasOptedOut: hasOptedOut)
        }
        let open = try row.get("open_turn_id", as: TurnID?.self)
        if let running = try row.get("running_turn_id", as: TurnID?.self) {
            turn = Turn(id: running, status: .running)
            queued = try open.map { id in
                Queued(
                    turnId: id,
                    messageCount: Int(try row.get("open_turn_messages", as: Int32.self)),
                    since: try row.get("open_turn_opened_at")
                )
            }
        } else {
            turn = open.map { Turn(id: $0, status: .open) }
            queued = nil
        }
        previousId = try row.get("previous_id")
        createdAt = try row.get("created_at")
        lastActivityAt = try row.get("last_activity_at")
        escalatedAt = try row.get("escalated_at")
        resolvedAt = try row.get("resolved_at")
    }
}

/// A conversation with what is needed to go on with it at once.
package struct ConversationDetail: Sendable, Encodable {
    package let conversation: ConversationView
    /// Who writes, with the names they are known by and their stay; nil for who may not read guests.
    package let guestProfile: GuestSummary?
    /// The newest messages, in their order.
    package let messages: [MessageView]
    /// Work that came of it, what is open first.
    package let tasks: [TaskView]
    /// Who owned the next word, oldest first; the newest hundred.
    package let transitions: [TransitionView]
    /// What the AI thought and did not say, newest first.
    package let drafts: [DraftView]
    package let noteCount: Int

    private enum CodingKeys: String, CodingKey {
        case guestProfile, messages, tasks, transitions, drafts, noteCount
    }

    /// The conversation's own fields and the further ones beside them, in one object.
    package func encode(to encoder: any Encoder) throws {
        try conversation.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(guestProfile, forKey: .guestProfile)
        try container.encode(messages, forKey: .messages)
        try container.encode(tasks, forKey: .tasks)
        try container.encode(transitions, forKey: .transitions)
        try container.encode(drafts, forKey: .drafts)
        try container.encode(noteCount, forKey: .noteCount)
    }
}

/// One change of who owns the next word.
package struct TransitionView: Sendable, Hashable, Encodable {
    /// The state before; nil at the beginning.
    package let from: ConversationState?
    package let to: ConversationState
    package let trigger: String
    package let actor: ActorKind
    package let staff: ColleagueView?
    package let reason: String?
    /// Whom it was given to, where that changed; nil also where it was taken off everybody.
    package let assignee: ColleagueView?
    /// The department it was given to, where that changed.
    package let departmentId: DepartmentID?
    package let stateVersion: Int
    package let createdAt: Date

    init(_ row: Row) throws {
        from = try row.get("from_state", as: String?.self).flatMap { ConversationState(rawValue: $0) }
        to = try row.word("to_state")
        trigger = try row.get("trigger")
        actor = try row.word("actor")
        staff = ColleagueView(try row.get("staff_id"), try row.get("staff_name"))
        reason = try row.get("reason")
        assignee = ColleagueView(try row.get("assignee_id"), try row.get("assignee_name"))
        departmentId = try row.get("department_id")
        stateVersion = try row.get("state_version")
        createdAt = try row.get("created_at")
    }
}

/// What the AI thought and did not say. For staff only.
package struct DraftView: Sendable, Hashable, Encodable {
    package let turnId: TurnID
    package let content: String
    package let intent: String?
    package let confidence: Double?
    package let createdAt: Date

    init(_ row: Row) throws {
        turnId = try row.get("id")
        content = try row.get("draft")
        intent = try row.get("intent")
        confidence = try row.get("confidence")
        createdAt = try row.get("finished_at")
    }
}

/// What colleagues tell each other about a conversation. For staff only.
package struct NoteView: Sendable, Hashable, Encodable {
    package let id: NoteID
    package let conversationId: ConversationID
    package let body: String
    package let staff: ColleagueView?
    package let createdAt: Date

    init(_ row: Row) throws {
        id = try row.get("id")
        conversationId = try row.get("conversation_id")
        body = try row.get("body")
        staff = ColleagueView(try row.get("staff_id"), try row.get("staff_name"))
        createdAt = try row.get("created_at")
    }
}
