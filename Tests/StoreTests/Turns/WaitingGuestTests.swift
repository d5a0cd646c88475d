import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Nothing a guest wrote expires: whoever the AI keeps waiting too long is handed to people.
@Suite(.timeLimit(.minutes(15))) struct WaitingGuestTests {
    private static let limit = Duration.seconds(300)

    private static let call = PeopleCall(
        reason: .engineSilent,
        intent: nil,
        priority: "high",
        notice: "A colleague will be with you."
    )

    /// As if the guests had written so long ago.
    private func letWait(_ seconds: Double, _ hotel: Hotel) async throws {
        try await hotel.run("UPDATE turns SET opened_at = opened_at - \(seconds) * interval '1 second'")
        try await hotel.run(
            "UPDATE conversations SET open_turn_opened_at = open_turn_opened_at - \(seconds) * interval '1 second'"
        )
    }

    private func rescue(_ executor: any PostgresExecutor) async throws -> Int {
        let store = WaitingStore(executor)
        let waiting = try await store.waiting(longerThan: Self.limit)
        return try await store.call(
            waiting.map { (conversation: $0.conversation, call: Self.call) },
            longerThan: Self.limit
        ).count
    }

    @Test(arguments: [false, true])
    func `A turn nobody thought about in time goes to people, and its guest hears so`(isRunning: Bool) async throws {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Towels", to: hotel)])
            let claimed = isRunning ? try await hotel.claimTurns() : []
            #expect(try await rescue(hotel.pool) == 0, "too early")
            try await letWait(301, hotel)
            #expect(try await rescue(hotel.pool) == 1)
            #expect(try await rescue(hotel.pool) == 0)
            #expect(
                try await hotel.values("SELECT concat_ws(' ', state, escalation_reason, priority) FROM conversations")
                    == ["escalated engine_silent high"]
            )
            #expect(try await hotel.values("SELECT state FROM turns") == ["discarded"])
            #expect(try await hotel.values("SELECT body FROM messages WHERE author = 'system'") == [Self.call.notice])
            #expect(try await hotel.values("SELECT kind FROM notifications") == ["escalation"])
            if let turn = claimed.first {
                let late = try await hotel.turns.finish([turn.answered("On their way.")])
                #expect(late.first?.result == .fenced)
            }
            try await expectSound(hotel)
        }
    }

    @Test func `Words that wait behind a running turn count by their own age, and lanes of people not at all`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.receive([Guest(1).writes("Towels", to: hotel)])
            let turn = try #require(try await hotel.claimTurns().first)
            _ = try await hotel.turns.finish([turn.escalated()])
            try await letWait(301, hotel)
            #expect(try await rescue(hotel.pool) == 0)
            try await hotel.receive([Guest(2).writes("A robe", to: hotel)])
            _ = try await hotel.claimTurns()
            try await hotel.receive([Guest(2).writes("Slippers", to: hotel)])
            try await hotel.run(
                """
                UPDATE conversations SET open_turn_opened_at = now() - interval '301 s' WHERE open_turn_id IS NOT NULL
                """
            )
            #expect(try await rescue(hotel.pool) == 1)
            try await expectSound(hotel)
        }
    }

    @Test func `An answer that comes at the same moment, or another node: one of them has the lane`() async throws {
        try await Hotel.withOne(connections: 6) { hotel in
            try await hotel.withConnections(3) { connections in
                let rendezvous = Rendezvous(watcher: connections[2])
                for round in 0..<200 {
                    try await hotel.receive([Guest(round).writes("Towels", to: hotel)])
                    let turn = try #require(try await hotel.claimTurns().first)
                    try await hotel.run(
                        "UPDATE turns SET opened_at = now() - interval '301 s' WHERE id = \(turn.id)"
                    )
                    if round.isMultiple(of: 2) {
                        // The answer holds the lane: the call passes by, and finds nobody waiting then.
                        try await connections[0].script("BEGIN")
                        let said = try await TurnStore(connections[0]).finish([turn.answered("On their way.")])
                        #expect(said.first?.result == .committed)
                        #expect(try await rescue(connections[1]) == 0)
                        try await connections[0].script("COMMIT")
                        #expect(try await rescue(connections[1]) == 0)
                    } else {
                        let waiting = try await WaitingStore(hotel.pool).waiting(longerThan: Self.limit)
                        let calls = waiting.map { (conversation: $0.conversation, call: Self.call) }
                        let met = try await rendezvous.meet(
                            connections[0],
                            opening: { try await WaitingStore($0).call(calls, longerThan: Self.limit).count },
                            blocked: connections[1],
                            second: { try await TurnStore($0).finish([turn.answered("On their way.")]) }
                        )
                        #expect(met.first == 1)
                        #expect(met.second.first?.result == .fenced)
                    }
                }
                #expect(try await hotel.value("SELECT count(*) FROM notifications", as: Int.self) == 100)
                try await expectSound(hotel)
            }
        }
    }
}
