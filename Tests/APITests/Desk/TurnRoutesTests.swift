import Domain
import Foundation
import Store
import TestSupport
import Testing

@testable import API

/// How an answer came about, and what waits behind it, as staff see it.
@Suite struct TurnRoutesTests {
    private func show(_ people: PeopleUnderTest, _ turn: TurnID, as token: String) async throws -> APIAnswer {
        try await people.ask("GET", "/api/v1/turns/\(turn)", as: token)
    }

    @Test func `A turn tells what was asked, what was said and done, when, and which turn comes next`() async throws {
        try await PeopleUnderTest.serving { people in
            let (hotel, agent) = (people.hotel, people.token(for: .agent))
            let first = try await hotel.receive([Guest(1).writes("Two towels", to: hotel)])
            let turn = try #require(try await hotel.claimTurns().first)
            #expect(first.first?.turn == turn.id, "every message that is accepted names its turn")
            let open = try await show(people, turn.id, as: agent)
            #expect(open.status == 200)
            #expect(open.json["state"] as? String == "running")
            #expect(open.json["nextTurnId"] == nil)
            let second = try await hotel.receive([Guest(1).writes("And a robe", to: hotel)])
            #expect(second.first?.decision == .queued)
            let work = TurnConclusion.Work(
                department: "housekeeping",
                room: "412",
                description: "Two towels",
                items: [],
                priority: "standard",
                due: nil
            )
            let answer = TurnConclusion(
                outcome: .answered,
                answer: "On their way.",
                intent: "housekeeping.towels",
                confidence: 0.9,
                engine: "test",
                work: [work]
            )
            _ = try await hotel.turns.finish([turn.concluded(answer)])
            let done = try await show(people, turn.id, as: agent)
            #expect(done.json["state"] as? String == "done")
            #expect(done.json["outcome"] as? String == "answered")
            #expect(done.json["engine"] as? String == "test")
            #expect(done.json["attempts"] as? Int == 1)
            #expect(done.json["nextTurnId"] as? String == second.first?.turn?.description)
            let messages = try #require(done.json["messages"] as? [[String: Any]])
            #expect(messages.map { $0["content"] as? String } == ["Two towels", "On their way."])
            #expect((messages.last?["delivery"] as? [String: Any])?["state"] as? String == "queued")
            let tasks = try #require(done.json["tasks"] as? [[String: Any]])
            #expect(tasks.map { $0["description"] as? String } == ["Two towels"])
            for moment in ["openedAt", "startedAt", "finishedAt"] { #expect(done.json[moment] is String) }
        }
    }

    @Test func `Another hotel's turn is not there, nor is one for who may not read conversations`() async throws {
        try await PeopleUnderTest.serving { people in
            let other = try await people.hotel.neighbour("borealis")
            try await other.receive([Guest(1).writes("Hi", to: other)])
            let turn = try #require(try await other.claimTurns().first)
            #expect(try await show(people, turn.id, as: people.token(for: .agent)).status == 404)
            #expect(try await show(people, turn.id, as: people.serviceToken([.readTasks])).status == 403)
        }
    }

    @Test func `What waits behind the engine is on the desk: how many messages, and since when`() async throws {
        try await PeopleUnderTest.serving { people in
            let (hotel, agent) = (people.hotel, people.token(for: .agent))
            let first = try await hotel.receive([Guest(1).writes("Towels", to: hotel)])
            let path = "/api/v1/conversations/\(try #require(first.first?.conversation))"
            #expect(try await people.ask("GET", path, as: agent).json["queued"] == nil)
            let turn = try #require(try await hotel.claimTurns().first)
            try await hotel.receive([Guest(1).writes("A robe", to: hotel)])
            let later = try await hotel.receive([Guest(1).writes("Slippers", to: hotel)])
            let waiting = try await people.ask("GET", path, as: agent)
            #expect((waiting.json["turn"] as? [String: Any])?["id"] as? String == turn.id.description)
            let queued = try #require(waiting.json["queued"] as? [String: Any])
            #expect(queued["turnId"] as? String == later.first?.turn?.description)
            #expect(queued["messageCount"] as? Int == 2)
            #expect(queued["since"] is String)
            _ = try await hotel.turns.finish([turn.answered("On their way.")])
            let after = try await people.ask("GET", path, as: agent)
            #expect(after.json["queued"] == nil)
            #expect((after.json["turn"] as? [String: Any])?["status"] as? String == "open")
        }
    }
}
