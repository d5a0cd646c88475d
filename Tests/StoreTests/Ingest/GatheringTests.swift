import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// How long a turn waits for the rest of a burst.
@Suite struct GatheringTests {
    @Test func `SQL and the rules reckon the same window`() async throws {
        try await Hotel.withOne { hotel in
            var random = SeededGenerator(seed: 7)
            for _ in 0..<500 {
                let base = [600, 800, 1200, 200, 3000].randomElement(using: &random) ?? 600
                let shift = Int.random(in: -300...600, using: &random)
                let pause: Double? =
                    Bool.random(using: &random) ? Double(Int.random(in: 0...10_000, using: &random)) : nil
                let samples = Int.random(in: 0...10, using: &random)
                let gathered = Int.random(in: 0...14, using: &random)
                let stored: Double = try await hotel.value(
                    """
                    SELECT accumulation_window_ms(\(Int32(base)), \(Int32(shift)), \(pause)::real, \(Int32(samples)), \(Int32(gathered)))
                    """
                )
                let reckoned = AccumulationWindow(milliseconds: base)
                    .adapted(shift: shift, pause: pause, samples: samples, gathered: gathered)
                #expect(abs(stored - reckoned) < 0.01)
            }
        }
    }

    @Test func `A guest's own pauses are learned, and the next conversation begins with them`() async throws {
        try await Hotel.withOne(accumulation: 1200) { hotel in
            for number in 0..<8 {
                try await hotel.receive([Guest(1).writes("\(number)", to: hotel)])
                // As if two seconds went by.
                try await hotel.run(
                    "UPDATE conversations SET last_guest_message_at = last_guest_message_at - interval '2 seconds'"
                )
            }
            let learned: Double = try await hotel.value("SELECT pause_ms::float8 FROM conversations")
            #expect((2000..<3000).contains(learned))
            #expect(try await hotel.value("SELECT pause_samples FROM conversations", as: Int32.self) == 7)
            try await hotel.run("UPDATE conversations SET last_guest_message_at = now() - interval '1 hour'")
            try await hotel.receive([Guest(1).writes("later", to: hotel)])
            #expect(try await hotel.value("SELECT pause_samples FROM conversations", as: Int32.self) == 7)
            try await hotel.run(
                "UPDATE conversations SET state = 'resolved', resolved_at = now() - interval '1 day', open_turn_id = NULL, open_turn_opened_at = NULL, turn_due_at = NULL"
            )
            try await hotel.receive([Guest(1).writes("again", to: hotel)])
            #expect(
                try await hotel.value(
                    "SELECT pause_samples FROM conversations WHERE previous_id IS NOT NULL",
                    as: Int32.self
                ) == 7
            )
        }
    }

    @Test(arguments: [
        (-300, false, 0, "explicit"), (500, true, 9, "predicted"), (500, false, 9, "timeout"),
        (500, true, 2, "timeout"),
    ])
    func `What ended the gathering is on record`(shift: Int, isAdaptive: Bool, samples: Int, reason: String)
        async throws
    {
        try await Hotel.withOne(accumulation: 1200) { hotel in
            var triage = MessageTriage()
            triage.pauseShift = shift
            triage.isAdaptive = isAdaptive
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            try await hotel.run("UPDATE conversations SET pause_ms = 900, pause_samples = \(Int32(samples))")
            try await hotel.receive([Guest(1).writes("Towels", to: hotel, triage: triage)])
            try await hotel.run("UPDATE conversations SET turn_due_at = now()")
            _ = try await hotel.claimTurns()
            #expect(try await hotel.value("SELECT gathered_by FROM turns") == reason)
        }
    }

    @Test func `A channel that does not wait says so`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            _ = try await hotel.claimTurns()
            #expect(try await hotel.value("SELECT gathered_by FROM turns") == "channel")
        }
    }
}
