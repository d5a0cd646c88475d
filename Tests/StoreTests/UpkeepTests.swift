import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Store

/// What the program does for the database beside the work itself.
@Suite struct UpkeepTests {
    /// A conversation in which our word was the last one and nothing is left to do.
    private func quiet(_ hotel: Hotel, _ guest: Guest) async throws {
        let delivery = try await hotel.answeredAndClaimed(guest)
        _ = try await hotel.deliveries.finish([delivery.accepted()], node: "n", settleTime: .seconds(1))
    }

    @Test func `A conversation that fell asleep is resolved, with its transition and event`() async throws {
        try await Hotel.withOne { hotel in
            try await quiet(hotel, Guest(1))
            #expect(try await hotel.upkeep.resolveIdle(after: .seconds(3600)).isEmpty)
            #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 1)
            #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 0)
            let moved: String = try await hotel.value(
                "SELECT from_state || ' ' || to_state || ' ' || trigger FROM transitions ORDER BY id DESC LIMIT 1"
            )
            #expect(moved == "active resolved idle_timeout")
            #expect(try await hotel.value("SELECT resolution FROM conversations") == "idle")
            try await expectSound(hotel)
        }
    }

    @Test func `Answers kept for idempotency keys are forgotten when their time is over, in batches`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.run(
                """
                INSERT INTO idempotency_keys (property_id, principal, key, request_hash, response, created_at)
                SELECT \(hotel.property), 'staff:1', 'key ' || n, sha256('x'), '{}', now() - n * interval '1 hour'
                FROM generate_series(1, 72) AS n
                """
            )
            #expect(try await hotel.upkeep.forgetAnswers(olderThan: .seconds(48 * 3600 + 60), limit: 20) == 20)
            #expect(try await hotel.upkeep.forgetAnswers(olderThan: .seconds(48 * 3600 + 60), limit: 20) == 4)
            #expect(try await hotel.upkeep.forgetAnswers(olderThan: .seconds(48 * 3600 + 60), limit: 20) == 0)
            #expect(try await hotel.value("SELECT count(*) FROM idempotency_keys", as: Int.self) == 48)
            #expect(
                try await hotel.value("SELECT count(*) FROM idempotency_keys WHERE key = 'key 48'", as: Int.self) == 1
            )
        }
    }

    @Test func `Months of the event log that are over for long are dropped, unless somebody reads the log just then`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(2) { sessions in
                try await sessions[0].script(
                    """
                    SET ROLE NONE;
                    CREATE TABLE events_2020_01 PARTITION OF events
                        FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-02-01 00:00+00');
                    INSERT INTO events (property_id, kind, created_at) SELECT id, 'test', '2020-01-15' FROM properties
                    """,
                    label: "test.month"
                )
                try await sessions[1].script("BEGIN; SELECT count(*) FROM events", label: "test.reader")
                await #expect { try await hotel.upkeep.dropEvents(olderThan: .seconds(90 * 86_400)) } throws: {
                    ($0 as? PostgresError)?.sqlState == .lockNotAvailable
                }
                try await sessions[1].script("COMMIT", label: "test.reader.end")
            }
            try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
            let recent = try await hotel.value("SELECT count(*) FROM events WHERE kind <> 'test'", as: Int.self)
            #expect(try await hotel.upkeep.dropEvents(olderThan: .seconds(90 * 86_400)) == 1)
            #expect(try await hotel.upkeep.dropEvents(olderThan: .seconds(90 * 86_400)) == 0)
            #expect(try await hotel.value("SELECT count(*) FROM events", as: Int.self) == recent)
            #expect(try await hotel.value("SELECT count(*) FROM event_log", as: Int.self) == 1)
        }
    }

    @Test(arguments: [
        "UPDATE conversations SET last_author = 'guest'",
        "UPDATE conversations SET state = 'escalated'",
        "UPDATE conversations SET delivery_due_at = now() + interval '1 hour'",
        "UPDATE conversations SET last_message_at = now() + interval '1 hour'",
        """
        INSERT INTO tasks (property_id, conversation_id, department_id, description)
        SELECT c.property_id, c.id, d.id, 'Two towels' FROM conversations c, departments d WHERE d.code = 'front_desk'
        """,
    ])
    func `A conversation in which something is left is not resolved`(_ change: String) async throws {
        try await Hotel.withOne { hotel in
            try await quiet(hotel, Guest(1))
            try await hotel.withConnections(1) { try await $0[0].script(change) }
            #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 0)
        }
    }

    @Test func `A finished task keeps nothing open, and a chat that was only opened is closed`() async throws {
        try await Hotel.withOne { hotel in
            try await quiet(hotel, Guest(1))
            try await hotel.run(
                """
                INSERT INTO tasks (property_id, conversation_id, department_id, description, status)
                SELECT c.property_id, c.id, d.id, 'Two towels', 'completed' FROM conversations c, departments d
                WHERE d.code = 'front_desk'
                """
            )
            try await hotel.run(
                """
                WITH guest AS (INSERT INTO guests (property_id) VALUES (\(hotel.property)) RETURNING id)
                INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value)
                SELECT \(hotel.property), \(hotel.endpoint), id, 'phone', '+15550000' FROM guest
                """
            )
            #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 2)
            #expect(
                try await hotel.value(
                    "SELECT count(*) FROM transitions WHERE from_state = 'new' AND to_state = 'resolved'",
                    as: Int.self
                ) == 1
            )
        }
    }

    @Test func `A sweep leaves alone whom somebody holds, and takes no more than it may`() async throws {
        try await Hotel.withOne { hotel in
            for number in 0..<4 { try await quiet(hotel, Guest(number)) }
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("BEGIN")
                _ = try await hotel.receive([Guest(0).writes("Wait", to: hotel)], through: connections[0])
                #expect(try await hotel.upkeep.resolveIdle(after: .zero, limit: 2).count == 2)
                #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 1)
                try await connections[0].script("COMMIT")
                #expect(try await hotel.upkeep.resolveIdle(after: .zero).count == 0)
            }
        }
    }

    @Test func `Ages say how long the oldest have been waiting, and nothing when nobody waits`() async throws {
        try await Hotel.withOne { hotel in
            let none = UpkeepStore.Ages(unansweredGuest: nil, dueTurn: nil, queuedDelivery: nil)
            #expect(try await hotel.upkeep.ages() == none)
            try await quiet(hotel, Guest(1))
            #expect(try await hotel.upkeep.ages() == none)
            try await hotel.receive([Guest(2).writes("Hi", to: hotel)])
            try await hotel.run(
                """
                UPDATE conversations SET turn_due_at = now() - interval '5 s', last_guest_message_at = now() - interval '6 s'
                WHERE turn_due_at IS NOT NULL
                """
            )
            let turn = try await hotel.upkeep.ages()
            #expect(try #require(turn.dueTurn) >= .seconds(5))
            #expect(try #require(turn.unansweredGuest) >= .seconds(6))
            #expect(turn.queuedDelivery == nil)
            _ = try await hotel.turns.finish(try await hotel.claimTurns().map { $0.answered("Yes") })
            try await hotel.run(
                "UPDATE conversations SET delivery_due_at = now() - interval '7 s' WHERE delivery_due_at IS NOT NULL"
            )
            let delivery = try await hotel.upkeep.ages()
            #expect(delivery.dueTurn == nil)
            #expect(delivery.unansweredGuest == nil)
            #expect(try #require(delivery.queuedDelivery) >= .seconds(7))
        }
    }
}
