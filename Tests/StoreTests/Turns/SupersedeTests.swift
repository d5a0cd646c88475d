import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A guest who goes on writing while the engine thinks gets one answer to all of it, and nothing twice.
@Suite struct SupersedeTests {
    private let goesOn = {
        var triage = MessageTriage()
        triage.longestChain = 3
        return triage
    }()

    private func running(_ hotel: Hotel, _ text: String = "Two towels") async throws -> ClaimedTurn {
        try await hotel.receive([Guest(1).writes(text, to: hotel)])
        return try #require(try await hotel.claimTurns().first)
    }

    @Test func `The running turn is superseded, and the next one is asked everything`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await running(hotel)
            let outcome = try #require(
                try await hotel.receive([Guest(1).writes("No, three", to: hotel, triage: goesOn)]).first
            )
            #expect(outcome.decision == .turnOpened)
            #expect(outcome.reason == "superseded_the_answer")
            #expect(outcome.superseded == first.id)
            let second = try #require(try await hotel.claimTurns().first)
            #expect(second.id == outcome.turn)
            #expect(second.burst.map(\.text) == ["Two towels", "No, three"])
            #expect(second.recent.isEmpty)

            // The engine had not heard of it: its words are kept, and say nothing.
            let late = try #require(try await hotel.turns.finish([first.answered("Two towels are coming")]).first)
            #expect(late.result == .superseded)
            #expect(try await hotel.turns.finish([first.answered("Again")]).first?.result == .stale)
            let said = try #require(try await hotel.turns.finish([second.answered("Three towels are coming")]).first)
            #expect(said.result == .committed)
            #expect(
                try await hotel.values("SELECT body FROM messages WHERE author = 'ai'") == ["Three towels are coming"]
            )
            #expect(
                try await hotel.value("SELECT draft FROM turns WHERE state = 'superseded'") == "Two towels are coming"
            )
            #expect(
                try await hotel.value(
                    "SELECT superseded_by = \(second.id) AND group_id = id FROM turns WHERE id = \(first.id)"
                )
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Work that a superseded answer promised is not done`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await running(hotel)
            try await hotel.receive([Guest(1).writes("Forget it", to: hotel, triage: goesOn)])
            var finished = first.answered("Two towels are coming")
            finished.conclusion.work = [
                TurnConclusion.Work(
                    department: "housekeeping",
                    room: "412",
                    description: "Towels",
                    items: [],
                    priority: "standard",
                    due: nil
                )
            ]
            #expect(try await hotel.turns.finish([finished]).first?.result == .superseded)
            #expect(try await hotel.value("SELECT count(*) FROM tasks", as: Int.self) == 0)
        }
    }

    @Test func `A thank-you, and who was told to wait, leave the answer alone`() async throws {
        try await Hotel.withOne { hotel in
            let first = try await running(hotel)
            let outcome = try #require(try await hotel.receive([Guest(1).writes("Thanks!", to: hotel)]).first)
            #expect(outcome.decision == .queued)
            #expect(outcome.reason == "leaves_the_answer")
            #expect(outcome.superseded == nil)
            #expect(try await hotel.turns.finish([first.answered("Coming")]).first?.result == .committed)
            #expect(try await hotel.claimTurns().first?.burst.map(\.text) == ["Thanks!"])
        }
    }

    @Test func `What waited behind the superseded turn is asked with it`() async throws {
        try await Hotel.withOne { hotel in
            _ = try await running(hotel)
            try await hotel.receive([Guest(1).writes("Thanks", to: hotel)])
            try await hotel.receive([Guest(1).writes("and a pillow", to: hotel, triage: goesOn)])
            let next = try #require(try await hotel.claimTurns().first)
            #expect(next.burst.map(\.text) == ["Two towels", "Thanks", "and a pillow"])
            #expect(try await hotel.value("SELECT count(*) FROM turns", as: Int.self) == 2)
            try await expectSound(hotel)
        }
    }

    @Test func `Whoever writes on and on gets an answer after three in a row`() async throws {
        try await Hotel.withOne { hotel in
            var turn = try await running(hotel, "0")
            for number in 1...3 {
                try await hotel.receive([Guest(1).writes("\(number)", to: hotel, triage: goesOn)])
                turn = try #require(try await hotel.claimTurns().first)
            }
            #expect(turn.burst.map(\.text) == ["0", "1", "2", "3"])
            let fourth = try #require(try await hotel.receive([Guest(1).writes("4", to: hotel, triage: goesOn)]).first)
            #expect(fourth.decision == .queued)
            #expect(fourth.reason == "engine_busy")
            #expect(try await hotel.turns.finish([turn.answered("All four")]).first?.result == .committed)
            let last = try #require(try await hotel.claimTurns().first)
            #expect(last.burst.map(\.text) == ["4"])
            // A turn that stands alone begins a new count.
            let fifth = try #require(try await hotel.receive([Guest(1).writes("5", to: hotel, triage: goesOn)]).first)
            #expect(fifth.superseded == last.id)
            try await expectSound(hotel)
        }
    }

    /// The message and the answer meet at the lane's lock, in either order, 200 times.
    @Test func `Exactly one answer is said when a message and an answer meet`() async throws {
        try await Hotel.withOne { hotel in
            var superseded = 0
            for round in 0..<200 {
                let guest = Guest(round)
                try await hotel.receive([guest.writes("A", to: hotel)])
                let turn = try #require(try await hotel.claimTurns().first)
                let item = guest.writes("B", to: hotel, triage: goesOn)
                async let outcome = insist([item], hotel).first
                async let commit = hotel.turns.finish([turn.answered("Answer to A")]).first
                let (met, said) = try await (#require(outcome), #require(commit))
                let next = try #require(try await hotel.claimTurns().first)
                if said.result == .committed {
                    #expect(next.burst.map(\.text) == ["B"])
                    #expect(met.superseded == nil)
                } else {
                    superseded += 1
                    #expect(said.result == .superseded)
                    #expect(met.superseded == turn.id)
                    #expect(next.burst.map(\.text) == ["A", "B"])
                }
                #expect(try await hotel.turns.finish([next.answered("Answer")]).first?.result == .committed)
            }
            try await expectSound(hotel)
            #expect(
                try await hotel.value("SELECT count(*) FROM messages WHERE author = 'ai'", as: Int.self) == 400
                    - superseded
            )
        }
    }
}
