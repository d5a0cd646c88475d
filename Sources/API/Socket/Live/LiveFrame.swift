import Domain
import Foundation
import NIOCore
import Store

/// One event as every socket gets it, encoded once, with what decides who gets it.
struct LiveFrame: Sendable {
    let bytes: ByteBuffer
    let id: Int64
    let xid: UInt64
    let conversation: EventConversation?
    let conversationID: ConversationID?
    /// What one must be allowed to see it.
    let permission: Permission

    /// Encodes an event.
    init(_ event: PublishedEvent) throws {
        id = event.id
        xid = event.xid
        conversation = event.conversation
        conversationID = event.conversationID
        let (kind, payload) = LivePayload.of(event)
        permission = kind == .taskUpdate ? .readTasks : .readConversations
        bytes = try ServerMessage(
            type: kind.rawValue,
            seq: event.sequence,
            cursor: event.cursor.text,
            payload: payload
        ).frame()
    }
}

/// What an event shows, by what it is about. Each part is as it is now; a client keeps the newest of each.
struct LivePayload: Encodable {
    /// The types of frames that events become.
    enum Kind: String {
        case message, notification
        case conversationUpdate = "conversation_update"
        case taskUpdate = "task_update"
        case turnUpdate = "turn_update"
    }

    var conversationId: ConversationID?
    var message: Message?
    var conversation: Conversation?
    var task: Task?
    var turn: Turn?
    var notification: Notification?

    static func of(_ event: PublishedEvent) -> (Kind, LivePayload) {
        var payload = LivePayload(conversationId: event.conversationID)
        switch event.kind.prefix(while: { $0 != "." }) {
        case "message", "delivery":
            guard let message = event.message, let conversation = event.conversationID else { break }
            payload.message = Message(message, in: conversation)
            return (.message, payload)
        case "conversation":
            guard let conversation = event.conversation else { break }
            payload.conversation = Conversation(conversation)
            return (.conversationUpdate, payload)
        case "task":
            guard let task = event.task else { break }
            payload.task = Task(task)
            return (.taskUpdate, payload)
        case "turn":
            guard let turn = event.turn else { break }
            payload.turn = Turn(turn)
            return (.turnUpdate, payload)
        default: break
        }
        payload.notification = Notification(kind: event.kind, createdAt: event.createdAt)
        return (.notification, payload)
    }

    /// A message.
    struct Message: Encodable {
        struct Delivery: Encodable {
            var id: DeliveryID
            var state: DeliveryState?
        }

        var id: MessageID
        var conversationId: ConversationID
        var seq: Int64
        var author: Author
        var kind: String
        var content: String
        var createdAt: Date
        var turnId: TurnID?
        var staffId: StaffID?
        var staffName: String?
        var decision: String?
        var flags: [String]
        var delivery: Delivery?

        init(_ message: EventMessage, in conversation: ConversationID) {
            id = message.id
            conversationId = conversation
            seq = message.sequence
            author = message.author
            kind = message.kind
            content = message.body
            createdAt = message.createdAt
            turnId = message.turnID
            staffId = message.staffID
            staffName = message.staffName
            decision = message.decision
            flags = message.flags
            delivery = message.deliveryID.map { Delivery(id: $0, state: message.deliveryState) }
        }
    }

    /// A conversation.
    struct Conversation: Encodable {
        struct Guest: Encodable {
            var id: GuestID
            var name: String?
        }

        var id: ConversationID
        var state: ConversationState
        var stateVersion: Int64
        var channel: ChannelKind
        var guest: Guest
        var assigneeId: StaffID?
        var assigneeName: String?
        var departmentId: DepartmentID?
        var priority: String
        var tags: [String]
        var unreadCount: Int
        var lastMessageAt: Date?
        var lastAuthor: Author?
        var escalationReason: String?

        init(_ conversation: EventConversation) {
            id = conversation.id
            state = conversation.state
            stateVersion = conversation.stateVersion
            channel = conversation.channel
            guest = Guest(id: conversation.guestID, name: conversation.guestName)
            assigneeId = conversation.assigneeID
            assigneeName = conversation.assigneeName
            departmentId = conversation.departmentID
            priority = conversation.priority
            tags = conversation.tags
            unreadCount = conversation.unreadCount
            lastMessageAt = conversation.lastMessageAt
            lastAuthor = conversation.lastAuthor
            escalationReason = conversation.escalationReason
        }
    }

    /// Work of a department.
    struct Task: Encodable {
        var id: TaskID
        var departmentId: DepartmentID
        var room: String?
        var description: String
        var priority: String
        var status: String
        var assigneeId: StaffID?
        var assigneeName: String?
        var version: Int64
        var dueAt: Date?
        var createdAt: Date

        init(_ task: EventTask) {
            id = task.id
            departmentId = task.departmentID
            room = task.room
            description = task.description
            priority = task.priority
            status = task.status
            assigneeId = task.assigneeID
            assigneeName = task.assigneeName
            version = task.version
            dueAt = task.dueAt
            createdAt = task.createdAt
        }
    }

    /// What the AI did.
    struct Turn: Encodable {
        var id: TurnID
        var state: TurnState
        var outcome: String?
        var intent: String?
        var confidence: Double?
        var hasDraft: Bool

        init(_ turn: EventTurn) {
            id = turn.id
            state = turn.state
            outcome = turn.outcome
            intent = turn.intent
            confidence = turn.confidence
            hasDraft = turn.hasDraft
        }
    }

    /// Something else happened.
    struct Notification: Encodable {
        /// The event's kind, such as `note.created`.
        var kind: String
        var createdAt: Date
    }
}
