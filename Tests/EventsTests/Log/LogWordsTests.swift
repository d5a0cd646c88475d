import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Events

/// What of everything that happens around a guest the log tells, and what it keeps to itself.
@Suite(.timeLimit(.minutes(15))) struct LogWordsTests {
    @Test func `A note is told by its id alone`() async throws {
        try await LogWorld.with { world in
            let lane = try await world.lane()
            let note = NoteID(UUID.version7())
            let grace = world.colleague("Grace Hopper")
            let events = try await world.told {
                try await world.database.change(at: world.hotel.property) { scope in
                    let isAdded = try await LaneStore(scope).addNote(note, "Difficult last year", to: lane, by: grace)
                    #expect(isAdded)
                }
            }
            let event = try #require(events.first)
            #expect(events.map(\.kind) == ["note.created"])
            #expect(event.payload.contains("\(note)"))
            #expect(event.message == nil && event.turn == nil && event.task == nil && event.delivery == nil)
            #expect(event.conversation?.id == lane)
            #expect(!Self.words(of: event).contains("Difficult"))
            try await world.expectAsOnTheDesk(events)
        }
    }

    @Test func `A change of a conversation comes with how it stands`() async throws {
        try await LogWorld.with { world in
            let lane = try await world.lane()
            let grace = world.colleague("Grace Hopper")
            func told(_ change: LaneChange) async throws -> [PublishedEvent] {
                let events = try await world.told { try await world.apply(change, to: lane) }
                try await world.expectAsOnTheDesk(events)
                return events
            }
            var change = LaneChange(by: grace)
            change.to = .escalated
            change.trigger = .escalate
            change.raisesOwnerEpoch = true
            change.raisesVersion = true
            change.silencesAI = true
            let escalated = try await told(change)
            #expect(escalated.first?.conversation?.state == .escalated)

            var gift = LaneChange(by: grace)
            gift.assign(grace.staff, name: grace.name)
            gift.raisesVersion = true
            let assigned = try await told(gift)
            #expect(assigned.map(\.kind) == ["conversation.updated"])
            #expect(assigned.first?.conversation?.assigneeName == "Grace Hopper")

            var end = LaneChange(by: grace)
            end.to = .resolved
            end.trigger = .resolve
            end.resolution = "Settled"
            end.raisesOwnerEpoch = true
            end.raisesVersion = true
            end.marksRead = true
            let resolved = try await told(end)
            #expect(resolved.first?.conversation?.state == .resolved)
            #expect(resolved.first?.conversation?.unreadCount == 0)
        }
    }

    @Test func `What is about no conversation carries nothing`() async throws {
        try await LogWorld.with { world in
            let events = try await world.told { try await world.hotel.run(LogWorld.event(at: world.hotel.property)) }
            let event = try #require(events.first)
            #expect(event.conversationID == nil && event.sequence == nil && event.conversation == nil)
            #expect(event.message == nil && event.delivery == nil && event.task == nil && event.turn == nil)
        }
    }

    @Test func `Of a whole conversation with doubts, people, notes and work, drafts and notes are told by nothing`()
        async throws
    {
        try await LogWorld.with { world in
            let grace = world.colleague("Grace Hopper")
            var lane: ConversationID?
            let events = try await world.told {
                let conversation = try await world.lane()
                lane = conversation
                _ = try await world.hotel.turns.finish(
                    try await world.hotel.claimTurns().map { $0.concluded(.doubtful) }
                )
                try await world.takeOver(conversation, by: grace, saying: "Of course.")
                try await world.database.change(at: world.hotel.property) { scope in
                    let note = NoteID(UUID.version7())
                    let isAdded = try await LaneStore(scope).addNote(
                        note,
                        "Difficult last year",
                        to: conversation,
                        by: grace
                    )
                    #expect(isAdded)
                }
                try await world.deliver(conversation, until: .delivered)
            }
            let turn = try #require(events.last { $0.turn != nil }?.turn)
            let department = try await world.department("housekeeping")
            let known = [
                "\(try #require(grace.staff))", "Grace Hopper", "late_checkout", "0.31415", "low_confidence",
                "\(turn.id)",
                "\(department)", "Leave the room until noon",
            ]
            let toStaff = events.map(Self.words).joined()
            for word in known { #expect(toStaff.contains(word), "the log does tell staff: \(word)") }
            // Staff ask for these.
            for word in ["Perhaps so.", "Difficult last year"] { #expect(!toStaff.contains(word)) }
            #expect(lane != nil)
        }
    }

    /// Everything a value holds, however deep.
    private static func words(of value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text + "\(value)"
    }
}
