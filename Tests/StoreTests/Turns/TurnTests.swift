import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Turns are claimed once, finished once, and say everything in one commit.
@Suite struct TurnTests {
    private func turn(_ hotel: Hotel, _ guest: Guest = Guest(1), _ text: String = "Hi") async throws -> ClaimedTurn {
        try await hotel.receive([guest.writes(text, to: hotel)])
        return try #require(try await hotel.claimTurns().first)
    }

    @Test func `A claimed turn carries its burst, what was said before and who is asking`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let first = try await turn(hotel, guest)
            _ = try await hotel.turns.finish([first.answered("Good evening")])
            try await hotel.run(
                """
                INSERT INTO stays (property_id, guest_id, room, arrival, departure, status)
                SELECT property_id, id, '412', current_date - 1, current_date + 3, 'in_house' FROM guests
                """
            )
            try await hotel.receive([guest.writes("Towels", to: hotel), guest.writes("Two", to: hotel)])
            let second = try #require(try await hotel.claimTurns().first)
            #expect(second.burst.map(\.text) == ["Towels", "Two"])
            #expect(second.history.map(\.text) == ["Hi", "Good evening", "Towels", "Two"])
            #expect(second.history.map(\.author) == [.guest, .ai, .guest, .guest])
            #expect(second.guest.name == "Ada")
            #expect(second.guest.room == "412")
            #expect(second.messageCount == 4)
            #expect(second.currentIntent == "request")
        }
    }

    @Test func `An answer is stored, queued for delivery and told in one commit`() async throws {
        try await Hotel.withOne { hotel in
            let commit = try await hotel.turns.finish([try await turn(hotel).answered("Certainly.")]).first
            #expect(commit?.result == .committed)
            #expect(commit?.deliveryWait == .zero)
            #expect(commit?.turnWait == nil)
            #expect(try await hotel.value("SELECT body FROM messages WHERE author = 'ai'") == "Certainly.")
            #expect(try await hotel.value("SELECT state FROM turns") == "done")
            #expect(try await hotel.value("SELECT last_author FROM conversations") == "ai")
            let kinds: [String] = try await hotel.values("SELECT kind FROM events ORDER BY event_seq DESC LIMIT 2")
            #expect(kinds == ["turn.finished", "message.created"])
            try await expectSound(hotel)
        }
    }

    @Test func `A turn is finished once`() async throws {
        try await Hotel.withOne { hotel in
            let turn = try await turn(hotel)
            #expect(try await hotel.turns.finish([turn.answered("A")]).first?.result == .committed)
            #expect(try await hotel.turns.finish([turn.answered("B")]).first?.result == .stale)
            #expect(try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `When a lease ran out another node takes the turn up, and the first is refused`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await turn(hotel)
            #expect(try await hotel.claimTurns(node: "node-2").isEmpty)
            try await hotel.letTimePass()
            try await hotel.receive([Guest(1).writes("Still there?", to: hotel)])
            let second = try #require(try await hotel.claimTurns(node: "node-2").first)
            #expect(second.id == first.id)
            #expect(second.attempt == 2)
            #expect(second.lease != first.lease)
            // What gathered behind it is the next turn's.
            #expect(second.history.map(\.text) == ["Hi"])
            #expect(try await hotel.turns.finish([first.answered("A")]).first?.result == .stale)
            let commit = try await hotel.turns.finish([second.answered("B")]).first
            #expect(commit?.result == .committed)
            #expect(commit?.turnWait == .zero)
            #expect(try await hotel.value("SELECT kind FROM turn_events") == "reclaimed")
            try await expectSound(hotel)
        }
    }

    @Test func `A turn handed back is taken up at once, and the attempt is not counted`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await turn(hotel)
            #expect(try await hotel.turns.handBack([(first.id, first.lease)], node: "node-1") == 1)
            #expect(try await hotel.turns.handBack([(first.id, first.lease)], node: "node-1") == 0)
            #expect(try await hotel.turns.finish([first.answered("A")]).first?.result == .stale)
            let second = try #require(try await hotel.claimTurns(node: "node-2").first)
            #expect(second.id == first.id)
            #expect(second.attempt == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `Low confidence gives the draft to staff and the holding line to the guest`() async throws {
        try await Hotel.withOne { hotel in
            let commit = try await hotel.turns.finish([try await turn(hotel).escalated()]).first
            #expect(commit?.result == .committed)
            #expect(try await hotel.value("SELECT state FROM conversations") == "escalated")
            #expect(try await hotel.value("SELECT escalation_reason FROM conversations") == "low_confidence")
            #expect(try await hotel.value("SELECT draft FROM turns") == "Perhaps so.")
            let said: [String] = try await hotel.values("SELECT author || ': ' || body FROM messages ORDER BY seq")
            #expect(said == ["guest: Hi", "system: A moment, please."])
            #expect(try await hotel.claimDeliveries().map(\.text) == ["A moment, please."])
            try await expectSound(hotel)
        }
    }

    @Test func `What gathered behind an escalating turn goes to people with it`() async throws {
        try await Hotel.withOne { hotel in
            let turn = try await turn(hotel)
            try await hotel.receive([Guest(1).writes("And towels", to: hotel)])
            _ = try await hotel.turns.finish([turn.escalated()])
            #expect(try await hotel.claimTurns().isEmpty)
            #expect(
                try await hotel.value("SELECT outcome FROM turns WHERE state = 'discarded'") == "escalated_before"
            )
            #expect(try await hotel.receive([Guest(1).writes("Hm", to: hotel)]).first?.decision == .toStaff)
            try await expectSound(hotel)
        }
    }

    @Test func `A holding line does not wait for the AI's words it silences`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let delivery = try await hotel.answeredAndClaimed(guest)
            _ = try await hotel.deliveries.finish(
                [delivery.refused(retryAfter: .seconds(3600))],
                node: "n",
                settleTime: .seconds(1)
            )
            let commit = try await hotel.turns.finish([try await turn(hotel, guest, "Hello?").escalated()]).first
            #expect(commit?.deliveryWait == .zero)
            #expect(try await hotel.claimDeliveries().map(\.text) == ["A moment, please."])
            try await expectSound(hotel)
        }
    }

    @Test func `Work goes to its department, else to the front desk, else to whoever there is`() async throws {
        try await Hotel.withOne { hotel in
            let work = ["housekeeping", "spa"].map { department in
                TurnConclusion.Work(
                    department: department,
                    room: "412",
                    description: "Two towels",
                    items: [.init(name: "towel", quantity: 2)],
                    priority: "high",
                    due: .seconds(900)
                )
            }
            let turn = try await turn(hotel)
            _ = try await hotel.turns.finish([
                turn.concluded(TurnConclusion(outcome: .answered, answer: "On the way", engine: "test", work: work))
            ])
            let tasks = try await TaskStore(hotel.pool).open(at: hotel.property)
            #expect(tasks.map(\.department).sorted() == ["front_desk", "housekeeping"])
            #expect(
                try await hotel.value("SELECT count(*) FROM events WHERE kind = 'task.created'", as: Int.self) == 2
            )
            try await expectSound(hotel)
            try await hotel.run("DELETE FROM tasks")
            try await hotel.run("DELETE FROM departments")
            let second = try await self.turn(hotel, Guest(2))
            _ = try await hotel.turns.finish([
                second.concluded(TurnConclusion(outcome: .answered, answer: "Yes", engine: "test", work: [work[1]]))
            ])
            #expect(try await TaskStore(hotel.pool).open(at: hotel.property).map(\.department) == ["front_desk"])
            try await expectSound(hotel)
        }
    }

    @Test func `Many conclusions are one commit, each with its own result`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive((0..<6).map { Guest($0).writes("Hi", to: hotel) })
            let turns = try await hotel.claimTurns()
            #expect(turns.count == 6)
            _ = try await hotel.turns.finish([turns[0].answered("early")])
            let unknown = FinishedTurn(
                turn: TurnID(UUID.version7()),
                lease: UUID(),
                conclusion: turns[1].answered("").conclusion
            )
            let results = try await hotel.turns.finish(
                [turns[0].answered("late"), turns[1].answered("A"), turns[2].escalated(), unknown]
                    + turns[3...].map { $0.answered("B") }
            )
            #expect(
                results.map(\.result) == [.stale, .committed, .committed, .stale, .committed, .committed, .committed]
            )
            try await expectSound(hotel)
        }
    }

    @Test func `An engine's NUL does not keep its answer from being said`() async throws {
        try await Hotel.withOne { hotel in
            let work = TurnConclusion.Work(
                department: "housekeeping\0",
                room: nil,
                description: "Two\0towels",
                items: [.init(name: "tow\0el", quantity: 2)],
                priority: "standard",
                due: nil
            )
            let conclusion = TurnConclusion(outcome: .answered, answer: "Yes\0sir", engine: "test", work: [work])
            let commit = try await hotel.turns.finish([try await turn(hotel).concluded(conclusion)]).first
            #expect(commit?.result == .committed)
            #expect(try await hotel.value("SELECT body FROM messages WHERE author = 'ai'") == "Yes\u{FFFD}sir")
        }
    }

    @Test func `A conclusion that cannot be stored stores nothing of its batch`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel), Guest(2).writes("Hi", to: hotel)])
            let turns = try await hotel.claimTurns()
            var bad = turns[1].answered("B")
            bad.conclusion.confidence = 7
            let batch = [turns[0].answered("A"), bad]
            let error = await #expect(throws: PostgresError.self) { try await hotel.turns.finish(batch) }
            #expect(error?.sqlState == .checkViolation)
            let said = try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self)
            #expect(said == 0)
            try await expectSound(hotel)
        }
    }
}
