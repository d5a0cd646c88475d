import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What is decided for a message follows from its lane alone.
@Suite struct IngestDecisionTests {
    /// Where a lane may stand when a message comes.
    struct Standing: Sendable, CustomTestStringConvertible {
        var state: ConversationState
        var isRunning = false
        var isOpen = false
        var isOverLimit = false

        var testDescription: String {
            "\(state.rawValue)\(isRunning ? ", running" : "")\(isOpen ? ", open" : "")\(isOverLimit ? ", over limit" : "")"
        }

        static let all: [Standing] = ConversationState.allCases.flatMap { state in
            [false, true].flatMap { running in
                [false, true].flatMap { open in
                    [false, true].map { Standing(state: state, isRunning: running, isOpen: open, isOverLimit: $0) }
                }
            }
        }
        // Only where the AI owns the next word can a turn be under way.
        .filter { $0.state == .active || (!$0.isRunning && !$0.isOpen) }

        var expected: Decision {
            if state == .escalated { return .toStaff }
            if isOverLimit { return .rejected }
            if isRunning { return .queued }
            return isOpen ? .absorbed : .turnOpened
        }
    }

    @Test(arguments: Standing.all)
    func `The decision follows from state, turns and limit`(_ standing: Standing) async throws {
        try await Hotel.withOne(connections: 1, accumulation: 1200) { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            try await bring(hotel, to: standing, conversation: try #require(first.conversation))
            let limit = RateLimit(maxRequests: standing.isOverLimit ? 0 : 100, windowMs: 60_000)
            let outcome = try #require(try await hotel.receive([guest.writes("Hm", to: hotel)], limit: limit).first)
            #expect(outcome.decision == standing.expected)
            #expect((outcome.turn != nil) == [.turnOpened, .absorbed, .queued].contains(standing.expected))
            #expect(outcome.conversation == first.conversation)
            let state: String = try await hotel.value("SELECT state FROM conversations")
            #expect(state == (standing.state == .escalated ? "escalated" : "active"))
            let isFlagged: Bool = try await hotel.value(
                "SELECT 'limited' = ANY (flags) FROM messages WHERE id = \(outcome.message)"
            )
            #expect(isFlagged == (standing.expected == .rejected))
            // A state set by hand has no event; everything that was done by the store has.
            if standing.state == .active { try await expectSound(hotel) }
        }
    }

    private func bring(_ hotel: Hotel, to standing: Standing, conversation: ConversationID) async throws {
        switch standing.state {
        case .active:
            if standing.isRunning || !standing.isOpen {
                try await hotel.letTimePass()
                let turn = try #require(try await hotel.claimTurns().first)
                if !standing.isRunning { _ = try await hotel.turns.finish([turn.answered("Hello")]) }
            }
            if standing.isRunning, standing.isOpen {
                try await hotel.receive([Guest(1).writes("And", to: hotel)])
            }
        case .escalated:
            _ = try await hotel.takeover.escalate(conversation)
        case .resolved:
            try await hotel.resolve()
        case .new:
            try await hotel.resolve()
            try await hotel.run("UPDATE conversations SET state = 'new', resolved_at = NULL")
        }
    }

    @Test func `Of a burst over the limit the first so many are answered and the rest are stored and flagged`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let items = (1...5).map { guest.writes("\($0)", to: hotel) }
            let outcomes = try await hotel.receive(items, limit: RateLimit(maxRequests: 3, windowMs: 3_600_000))
            #expect(outcomes.map(\.decision) == [.turnOpened, .absorbed, .absorbed, .rejected, .rejected])
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 5)
            try await expectSound(hotel)
        }
    }

    @Test func `A hotel's own limit wins, and one that makes no sense is as if it had set none`() async throws {
        try await Hotel.withOne { hotel in
            func decisions(_ settings: String, guest: Int) async throws -> [Decision] {
                try await hotel.run("UPDATE properties SET settings = \(JSONB(text: settings))")
                let items = (1...3).map { Guest(guest).writes("\($0)", to: hotel) }
                return try await hotel.receive(items).map(\.decision)
            }
            let all: [Decision] = [.turnOpened, .absorbed, .absorbed]
            #expect(
                try await decisions(#"{"rateLimit":{"maxRequests":1,"windowMs":3600000}}"#, guest: 1)
                    == [.turnOpened, .rejected, .rejected]
            )
            #expect(try await decisions(#"{"rateLimit":{"maxRequests":"many","windowMs":[]}}"#, guest: 2) == all)
            #expect(try await decisions(#"{"rateLimit":{"windowMs":0},"reopenWindowMs":"long"}"#, guest: 3) == all)
            #expect(
                try await decisions(#"{"rateLimit":{"maxRequests":1e400},"reopenWindowMs":1e400}"#, guest: 4) == all
            )
            #expect(
                try await decisions(#"{"rateLimit":{"maxRequests":-5}}"#, guest: 5) == [
                    .rejected, .rejected, .rejected,
                ]
            )
            // No such setting keeps turns from being claimed either.
            try await hotel.run("UPDATE properties SET settings = \(JSONB(text: #"{"escalationThreshold":"high"}"#))")
            #expect(try await hotel.claimTurns().count == 4)
        }
    }

    @Test func `Who writes within the reopen window is in the same conversation, the AI's again`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            try await hotel.resolve(ago: .seconds(3 * 3600))
            let epoch: Int = try await hotel.value("SELECT owner_epoch FROM conversations")
            let later = try #require(try await hotel.receive([guest.writes("One more thing", to: hotel)]).first)
            #expect(later.conversation == first.conversation)
            #expect(later.decision == .turnOpened)
            #expect(try await hotel.value("SELECT owner_epoch FROM conversations", as: Int.self) == epoch + 1)
            #expect(try await hotel.value("SELECT resolved_at IS NULL FROM conversations", as: Bool.self))
            #expect(
                try await hotel.value("SELECT trigger FROM transitions ORDER BY id DESC LIMIT 1")
                    == "guest_message_within_reopen_window"
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Who writes later begins a new conversation that names the old one`() async throws {
        try await Hotel.withOne { hotel in
            let guest = Guest(1)
            let first = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            try await hotel.resolve(ago: .seconds(5 * 3600))
            let later = try #require(try await hotel.receive([guest.writes("Hi", to: hotel)]).first)
            #expect(later.conversation != first.conversation)
            let previous: ConversationID? = try await hotel.value(
                "SELECT previous_id FROM conversations WHERE state <> 'resolved'"
            )
            #expect(previous == first.conversation)
            try await expectSound(hotel)
        }
    }
}
