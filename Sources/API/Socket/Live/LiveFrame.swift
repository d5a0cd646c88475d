import Domain
import Foundation
import Logging
import NIOCore
import Store
import StrictJSON

/// One event as every socket gets it, encoded once, with what decides who gets it.
struct LiveFrame: Sendable {
    let event: PublishedEvent
    let bytes: ByteBuffer
    /// What one must be allowed to see it.
    let permission: Permission
    /// The state the conversation was in before, when the event is that it has changed.
    let stateBefore: ConversationState?
    /// Whether the event is a change of the conversation itself.
    let isConversationUpdate: Bool

    /// Encodes what can be encoded. What cannot is logged and left out: whoever follows is to be told that something is
    /// missing.
    static func encoded(_ events: [PublishedEvent], logger: Logger) -> (frames: [LiveFrame], isWhole: Bool) {
        var frames: [LiveFrame] = []
        frames.reserveCapacity(events.count)
        for event in events {
            do {
                frames.append(try LiveFrame(event))
            } catch {
                logger.error("an event could not be encoded", metadata: ["event": "\(event.id)", "error": "\(error)"])
            }
        }
        return (frames, frames.count == events.count)
    }

    /// Encodes an event.
    init(_ event: PublishedEvent) throws {
        self.event = event
        let (kind, payload) = LivePayload.of(event)
        isConversationUpdate = kind == .conversationUpdate
        stateBefore = event.kind == "conversation.state_changed" ? try Self.stateBefore(event) : nil
        permission = kind == .taskUpdate ? .readTasks : .readConversations
        bytes = try ServerMessage(
            type: kind.rawValue,
            seq: event.sequence,
            cursor: event.cursor.text,
            payload: payload
        ).frame()
    }

    var conversationID: ConversationID? { event.conversationID }

    /// Whether it is of those that not everybody who may follow conversations may see.
    var isTask: Bool { permission == .readTasks }

    /// The same for somebody who has seen all that a snapshot sees, whatever the others had seen before it.
    func rebased(on base: Snapshot) throws -> LiveFrame { try LiveFrame(event.rebased(on: base)) }

    private static func stateBefore(_ event: PublishedEvent) throws -> ConversationState? {
        try JSONDocument(Array(event.payload.utf8)).root["from"]?.string.flatMap { ConversationState(rawValue: $0) }
    }
}

extension EventCursor {
    /// Whether an event lies behind the reader.
    func hasSeen(_ frame: LiveFrame) -> Bool { hasSeen(xid: frame.event.xid, id: frame.event.id) }
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
        payload.notification = Notification(event)
        payload.conversationId = payload.conversationId ?? payload.notification?.conversation
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

        struct Queued: Encodable {
            var turnId: TurnID
            var messageCount: Int
            var since: Date
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
        var queued: Queued?

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
            queued = conversation.queued.map {
                Queued(turnId: $0.turnID, messageCount: $0.messageCount, since: $0.since)
            }
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
        /// Of `notification.created` and `notification.acknowledged`: which one, as the list of notifications has it.
        var id: String?
        /// What it is about, such as `delivery.failed`.
        var subject: String?
        /// `info`, `warning` or `critical`.
        var severity: String?
        /// The conversation it is about, which numbers no such event.
        var conversation: ConversationID?

        private enum CodingKeys: CodingKey {
            case kind, createdAt, id, subject, severity
        }

        init(_ event: PublishedEvent) {
            kind = event.kind
            createdAt = event.createdAt
            guard kind.hasPrefix("notification."), let said = try? JSONDocument(Array(event.payload.utf8)).root else {
                return
            }
            id = said["notificationId"]?.string
            subject = said["kind"]?.string
            severity = said["severity"]?.string
            conversation = said["conversationId"]?.string.flatMap { ConversationID($0) }
        }
    }
}
