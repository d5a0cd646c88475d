import Domain
import TestSupport
import Testing

@testable import Events
@testable import Store

extension LogWorld {
    /// A conversation in which a guest has just written.
    func lane(_ guest: Int = 1) async throws -> ConversationID {
        try #require(try await hotel.receive([Guest(guest).writes("Hi", to: hotel)]).first?.conversation)
    }

    /// Every column of what events carry is what people read elsewhere.
    func expectAsOnTheDesk(_ events: [PublishedEvent], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let desk = DeskReader(database.scope(of: hotel.property))
        #expect(!events.isEmpty, sourceLocation: sourceLocation)
        for event in events {
            if let message = event.message {
                let view = try #require(try await desk.messages([message.id]).first, sourceLocation: sourceLocation)
                #expect(view.conversationId == event.conversationID, sourceLocation: sourceLocation)
                #expect(message == EventMessage(view), sourceLocation: sourceLocation)
            }
            if let conversation = event.conversation {
                let view = try #require(try await desk.conversation(conversation.id), sourceLocation: sourceLocation)
                #expect(view.id == event.conversationID, sourceLocation: sourceLocation)
                #expect(conversation == EventConversation(view), sourceLocation: sourceLocation)
            }
            if let delivery = event.delivery {
                let view = try #require(try await desk.deliveries([delivery.id]).first, sourceLocation: sourceLocation)
                #expect(view.conversationId == event.conversationID, sourceLocation: sourceLocation)
                #expect(delivery == EventDelivery(view), sourceLocation: sourceLocation)
            }
            if let task = event.task {
                let view = try #require(try await desk.tasks([task.id]).first, sourceLocation: sourceLocation)
                #expect(view.conversationId == event.conversationID, sourceLocation: sourceLocation)
                #expect(task == EventTask(view), sourceLocation: sourceLocation)
            }
        }
    }
}

extension EventMessage {
    /// What staff read of a message elsewhere.
    fileprivate init(_ view: MessageView) {
        self.init(
            id: view.id,
            sequence: Int64(view.seq),
            author: view.author,
            kind: view.kind,
            body: view.content,
            createdAt: view.createdAt,
            turnID: view.turnId,
            staffID: view.staff?.id,
            staffName: view.staff?.name,
            decision: view.decision?.rawValue,
            flags: view.flags,
            deliveryID: view.delivery?.id,
            deliveryState: view.delivery?.state
        )
    }
}

extension EventConversation {
    /// What staff read of a conversation elsewhere.
    fileprivate init(_ view: ConversationView) {
        self.init(
            id: view.id,
            state: view.state,
            stateVersion: Int64(view.stateVersion),
            channel: view.channel,
            guestID: view.guest.id,
            guestName: view.guest.name,
            assigneeID: view.assignee?.id,
            assigneeName: view.assignee?.name,
            departmentID: view.department?.id,
            priority: view.priority.rawValue,
            tags: view.tags,
            unreadCount: view.unreadCount,
            lastMessageAt: view.lastActivityAt,
            lastAuthor: view.lastMessage?.author,
            escalationReason: view.escalationReason,
            queued: view.queued.map { Queued(turnID: $0.turnId, messageCount: $0.messageCount, since: $0.since) }
        )
    }
}

extension EventDelivery {
    /// What staff read of a delivery elsewhere.
    fileprivate init(_ view: DeliveryView) {
        self.init(id: view.id, messageID: view.messageId, state: view.state, errorCode: view.errorCode)
    }
}

extension EventTask {
    /// What staff read of a task elsewhere.
    fileprivate init(_ view: TaskView) {
        self.init(
            id: view.id,
            departmentID: view.department.id,
            room: view.room,
            description: view.description,
            priority: view.priority.rawValue,
            status: view.status.rawValue,
            assigneeID: view.assignee?.id,
            assigneeName: view.assignee?.name,
            version: Int64(view.version),
            dueAt: view.dueAt,
            createdAt: view.createdAt
        )
    }
}

extension TurnConclusion {
    /// A thought that goes to people: a holding line, a draft, and work.
    static var doubtful: TurnConclusion {
        TurnConclusion(
            outcome: .escalated,
            notice: "A moment, please.",
            draft: "Perhaps so.",
            reason: .lowConfidence,
            intent: "late_checkout",
            confidence: 0.31415,
            engine: "test",
            work: [
                Work(
                    department: "housekeeping",
                    room: "12",
                    description: "Leave the room until noon",
                    items: [],
                    priority: "standard",
                    due: nil
                )
            ]
        )
    }
}
