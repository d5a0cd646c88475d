import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Events

/// What events carry beside their ids.
@Suite(.timeLimit(.minutes(15))) struct HydrationTests {
    @Test func `What a guest writes comes with the message`() async throws {
        try await LogWorld.with { world in
            var outcome: IngestOutcome?
            let events = try await world.told {
                outcome = try await world.hotel.receive([Guest(1).writes("Is the pool open?", to: world.hotel)]).first
            }
            let stored = try #require(outcome)
            #expect(
                events.map(\.kind) == ["conversation.created", "conversation.state_changed", "message.received"]
            )
            #expect(events.map(\.sequence) == [1, 2, 3])
            #expect(events.map { $0.message?.id } == [nil, nil, stored.message])
            #expect(events.allSatisfy { $0.conversation?.id == stored.conversation && $0.conversationID != nil })
            #expect(events.allSatisfy { $0.delivery == nil && $0.task == nil })
            let message = try #require(events[2].message)
            #expect(message.sequence == 1)
            #expect(message.author == .guest)
            #expect(message.kind == "text")
            #expect(message.body == "Is the pool open?")
            #expect(message.turnID == stored.turn)
            #expect(message.decision == "turn_opened")
            #expect(message.staffID == nil)
            #expect(message.staffName == nil)
            #expect(message.deliveryID == nil)
            #expect(message.deliveryState == nil)
            #expect(events[2].turn?.id == stored.turn)
            #expect(events[2].turn?.state == .accumulating)
            #expect(events[2].turn?.hasDraft == false)
            let lane = try #require(events[2].conversation)
            #expect(lane.state == .active)
            #expect(lane.channel == .whatsapp)
            #expect(lane.guestName == "Ada")
            #expect(lane.unreadCount == 1)
            #expect(lane.lastAuthor == .guest)
            #expect(lane.priority == "normal")
            try await world.expectAsOnTheDesk(events)
        }
    }

    @Test(arguments: DeliveryState.allCases)
    func `The AI's words come with how far they are`(_ state: DeliveryState)
        async throws
    {
        try await LogWorld.with { world in
            let lane = try await world.lane()
            let events = try await world.told {
                _ = try await world.hotel.turns.finish(try await world.hotel.claimTurns().map { $0.answered("Yes.") })
                try await world.deliver(lane, until: state)
            }
            let message = try #require(events.first { $0.kind == "message.created" }?.message)
            #expect(message.author == .ai)
            #expect(message.body == "Yes.")
            #expect(message.sequence == 2)
            #expect(message.deliveryState == state)
            #expect(message.deliveryID != nil && message.turnID != nil && message.decision == nil)
            let updates = events.filter { $0.kind == "delivery.updated" }
            let steps: [DeliveryState: Int] = [.queued: 0, .sending: 0, .delivered: 2, .read: 2]
            #expect(updates.count == steps[state, default: 1])
            for update in updates {
                #expect(update.message == message)
                #expect(update.delivery?.id == message.deliveryID)
                #expect(update.delivery?.messageID == message.id)
                #expect(update.delivery?.state == state)
                #expect(update.delivery?.errorCode == (state == .failed ? "131026" : nil))
            }
            try await world.expectAsOnTheDesk(events)
        }
    }

    @Test func `What staff and services say comes with their names`() async throws {
        try await LogWorld.with { world in
            let grace = world.colleague("Grace Hopper")
            for (number, (person, words)) in [(grace, "Of course."), (world.service("Night desk"), "Certainly.")]
                .enumerated()
            {
                let lane = try await world.lane(number)
                let isStaff = person.staff != nil
                let said = try await world.told {
                    try await world.takeOver(lane, by: person, saying: words, assigning: isStaff)
                }
                #expect(said.map(\.kind) == ["conversation.state_changed", "message.created", "message.created"])
                let (line, answer) = (try #require(said[1].message), try #require(said[2].message))
                #expect(line.author == .system)
                #expect(line.staffID == nil)
                #expect(line.staffName == nil)
                #expect(answer.author == .staff)
                #expect(answer.staffID == person.staff)
                #expect(answer.staffName == person.name)
                #expect(answer.body == words)
                #expect(answer.deliveryState == .queued)
                let standing = try #require(said[2].conversation)
                #expect(standing.state == .escalated)
                #expect(standing.escalationReason == "staff")
                #expect(standing.assigneeID == person.staff)
                #expect(standing.assigneeName == (isStaff ? person.name : nil))
                #expect(standing.departmentID == (try await world.department("housekeeping")))
                #expect(standing.priority == "high")
                #expect(standing.lastAuthor == .staff)
                try await world.expectAsOnTheDesk(said)

                let sent = try await world.told { try await world.deliver(lane, until: .read) }
                try await world.expectAsOnTheDesk(sent)
            }
        }
    }

    @Test func `What waits behind the engine comes with the conversation`() async throws {
        try await LogWorld.with { world in
            _ = try await world.lane()
            _ = try await world.hotel.claimTurns()
            let events = try await world.told {
                for words in ["And towels", "Two of them"] {
                    _ = try await world.hotel.receive([Guest(1).writes(words, to: world.hotel)])
                }
            }
            let queued = try #require(events.last?.conversation?.queued)
            #expect(queued.messageCount == 2)
            #expect(queued.turnID == events.last?.message?.turnID)
            try await world.expectAsOnTheDesk(events)
            let answered = try await world.told {
                let lane = try #require(events.last?.conversationID)
                try await world.takeOver(lane, by: world.colleague("Grace"), saying: "I am here.", assigning: false)
            }
            #expect(answered.allSatisfy { $0.conversation != nil && $0.conversation?.queued == nil })
        }
    }

    @Test func `A turn comes with what was thought and whether a draft was kept`() async throws {
        try await LogWorld.with { world in
            _ = try await world.lane()
            let turns = try await world.hotel.claimTurns()
            let events = try await world.told {
                _ = try await world.hotel.turns.finish(turns.map { $0.concluded(.doubtful) })
            }
            let finished = try #require(events.first { $0.kind == "turn.finished" })
            let told = try #require(events.last)
            #expect(told.kind == "notification.created")
            let turn = try #require(finished.turn)
            #expect(turn.id == turns.first?.id)
            #expect(turn.state == .done)
            #expect(turn.outcome == "escalated")
            #expect(turn.intent == "late_checkout")
            #expect(turn.confidence == 0.31415)
            #expect(turn.hasDraft == true)
            #expect(finished.message == nil && finished.delivery == nil && finished.task == nil)
            let made = try #require(events.first { $0.kind == "task.created" })
            #expect(made.task?.description == "Leave the room until noon")
            #expect(made.task?.room == "12")
            #expect(made.task?.departmentID == (try await world.department("housekeeping")))
            let notice = try #require(events.first { $0.kind == "message.created" })
            #expect(notice.message?.author == .system)
            #expect(notice.message?.body == "A moment, please.")
            try await world.expectAsOnTheDesk(events)
        }
    }

    @Test func `A task comes as it is, with its assignee's name and with or without a conversation`()
        async throws
    {
        try await LogWorld.with { world in
            let grace = world.colleague("Grace Hopper")
            for lane in [try await world.lane(), nil] {
                var task = NewTask(department: try await world.department("front_desk"), description: "Two towels")
                task.conversationId = lane
                task.room = "204"
                task.priority = .high
                task.dueAt = Date(timeIntervalSince1970: 1_900_000_000)
                var change = TaskChange()
                change.status = .inProgress
                change.setsAssignee = true
                change.assigneeId = grace.staff
                change.assigneeName = grace.name
                let events = try await world.told { [task, change] in
                    try await world.database.change(at: world.hotel.property) { scope in
                        let desk = TaskDesk(scope)
                        #expect(try await desk.create(task))
                        try await desk.apply(change, to: task.id)
                    }
                }
                #expect(events.map(\.kind) == ["task.created", "task.updated"])
                for event in events {
                    let told = try #require(event.task)
                    #expect(told.id == task.id)
                    #expect(told.departmentID == task.departmentId)
                    #expect(told.room == "204")
                    #expect(told.description == "Two towels")
                    #expect(told.priority == "high")
                    #expect(told.status == "in_progress")
                    #expect(told.assigneeID == grace.staff)
                    #expect(told.assigneeName == "Grace Hopper")
                    #expect(told.version == 2)
                    #expect(told.dueAt == task.dueAt)
                    #expect(event.conversationID == lane)
                    #expect(event.conversation?.id == lane)
                    #expect(event.message == nil && event.delivery == nil && event.turn == nil)
                }
                try await world.expectAsOnTheDesk(events)
            }
        }
    }
}
