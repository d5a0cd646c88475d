import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// A call that somebody heard is not the last one, and ladders go by the rungs that hold now.
@Suite(.timeLimit(.minutes(15))) struct LadderBeginningsTests {
    /// A conversation that went to people.
    private func escalated(_ hotel: Hotel) async throws {
        try await hotel.receive([Guest(1).writes("Hi", to: hotel)])
        let turn = try #require(try await hotel.claimTurns().last)
        _ = try await hotel.turns.finish([turn.escalated()])
    }

    private func write(_ hotel: Hotel) async throws {
        try await hotel.receive([Guest(1).writes("Is anybody there?", to: hotel)])
    }

    /// As if people had been called so long ago.
    private func letWait(_ seconds: Double, _ hotel: Hotel) async throws {
        try await hotel.run(
            """
            UPDATE conversations SET alert_since = now() - \(seconds) * interval '1 second', alert_due_at = now() - interval '1 ms'
            WHERE alert_due_at IS NOT NULL
            """
        )
    }

    @discardableResult
    private func climb(_ hotel: Hotel, _ policy: EscalationPolicy = EscalationPolicy()) async throws -> Int {
        let store = AlertStore(hotel.pool)
        return try await store.make(try await store.due().map { AlertMove($0, policy.look(at: $0.waiting)) }).count
    }

    /// Where the ladder stands: its step, and in how many seconds after its beginning it is looked at again.
    private func ladder(_ hotel: Hotel) async throws -> String {
        try await hotel.value(
            """
            SELECT concat_ws(' ', alert_step, coalesce(round(extract(epoch FROM alert_due_at - alert_since))::text, 'over'))
            FROM conversations
            """
        )
    }

    private static let deeds = [
        "SELECT acknowledge_notification(n.id, gen_random_uuid(), 'Grace') FROM notifications n, set_config('app.property', n.property_id::text, true)",
        "INSERT INTO notes (property_id, conversation_id, body, staff_name) SELECT property_id, id, 'seen', 'Grace' FROM conversations",
    ]

    @Test(arguments: deeds)
    func `After a call was heard and nobody came, who writes again is called for again`(deed: String) async throws {
        try await Hotel.withOne { hotel in
            try await escalated(hotel)
            try await hotel.run(
                """
                INSERT INTO notifications (property_id, kind, conversation_id) SELECT property_id, 'escalation', id FROM conversations
                """
            )
            for round in 1...3 {
                try await hotel.withConnections(1) { try await $0[0].script(deed) }
                #expect(try await hotel.value("SELECT alert_due_at IS NULL FROM conversations", as: Bool.self))
                try await letWait(99_999, hotel)
                #expect(try await climb(hotel) == 0, "who does not write waits for nobody")
                try await write(hotel)
                #expect(try await climb(hotel) == 0, "people have their time from now on")
                #expect(try await ladder(hotel) == "0 1800")
                try await write(hotel)
                #expect(try await ladder(hotel) == "0 1800", "whoever goes on writing puts nothing off")
                try await letWait(1801, hotel)
                #expect(try await climb(hotel) == 1)
                #expect(
                    try await hotel.value(
                        "SELECT count(*) FROM notifications WHERE kind = 'escalation.ladder'",
                        as: Int.self
                    )
                        == round
                )
                // The rung made it more pressing, which is not this test's.
                try await hotel.run("UPDATE conversations SET priority = 'normal'")
            }
        }
    }

    @Test func `A ladder without another rung begins anew with the guest's next word`() async throws {
        try await Hotel.withOne { hotel in
            try await escalated(hotel)
            for _ in 1...3 {
                try await letWait(99_999, hotel)
                #expect(try await climb(hotel) == 1)
            }
            #expect(try await ladder(hotel) == "3 over")
            try await write(hotel)
            try await climb(hotel)
            #expect(try await ladder(hotel) == "0 120", "it is urgent by now")
        }
    }

    @Test func `Whoever has it is not called by each of the guest's words`() async throws {
        try await Hotel.withOne { hotel in
            try await escalated(hotel)
            try await hotel.run(
                "UPDATE conversations SET assigned_staff_id = gen_random_uuid(), assigned_name = 'Grace'"
            )
            try await write(hotel)
            #expect(try await ladder(hotel) == "0 over")
        }
    }

    @Test func `A ladder that became shorter is looked at at once, whatever it was put off to; other hotels' are not`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await escalated(hotel)
            try await climb(hotel)
            #expect(try await ladder(hotel) == "0 1800")
            try await hotel.run(
                "UPDATE conversations SET alert_since = now() - interval '61 seconds', alert_due_at = now() + interval '1 hour'"
            )
            var policy = EscalationPolicy()
            policy.ladders = ["normal": [.init(afterSeconds: 60, notify: .everyone)]]
            let other = try await hotel.neighbour("borealis")
            try await AlertStore(hotel.pool).lookAgain(at: [other.property])
            #expect(try await climb(hotel, policy) == 0)
            try await AlertStore(hotel.pool).lookAgain(at: [hotel.property])
            #expect(try await climb(hotel, policy) == 1)
            #expect(try await ladder(hotel) == "1 over")
            try await AlertStore(hotel.pool).lookAgain(at: [hotel.property])
            #expect(try await ladder(hotel) == "1 over", "what is over is not begun by looking")
        }
    }

    @Test func `A ladder of no rungs calls nobody, and one shortened below where it stands is over`() async throws {
        try await Hotel.withOne { hotel in
            var policy = EscalationPolicy()
            policy.ladders = ["normal": []]
            try await escalated(hotel)
            try await letWait(99_999, hotel)
            #expect(try await climb(hotel, policy) == 0)
            #expect(try await ladder(hotel) == "0 over")
            try await write(hotel)
            try await letWait(1801, hotel)
            #expect(try await climb(hotel) == 1, "with rungs again it is climbed again")
            policy.ladders = ["normal": [.init(afterSeconds: 60, notify: .everyone)]]
            try await letWait(99_999, hotel)
            #expect(try await climb(hotel, policy) == 0)
            #expect(try await ladder(hotel) == "1 over")
            #expect(
                try await hotel.value(
                    "SELECT count(*) FROM notifications WHERE kind = 'escalation.ladder'",
                    as: Int.self
                ) == 1
            )
        }
    }

    @Test func `Looking again, and an answer, meet at the lane: the answer ends the calls in either order`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(3) { connections in
                try await escalated(hotel)
                let rendezvous = Rendezvous(watcher: connections[2])
                let property = hotel.property
                for round in 1...200 {
                    try await hotel.run("UPDATE conversations SET assigned_staff_id = NULL")
                    try await hotel.run(
                        "UPDATE conversations SET alert_due_at = now() + interval '1 hour', alert_since = now()"
                    )
                    let answer: @Sendable (PostgresConnection) async throws -> Void = {
                        _ = try await $0.query(
                            "UPDATE conversations SET assigned_staff_id = gen_random_uuid(), assigned_name = 'Grace'"
                        )
                    }
                    let look: @Sendable (PostgresConnection) async throws -> Void = {
                        try await AlertStore($0).lookAgain(at: [property])
                    }
                    let (first, second) = round % 2 == 0 ? (answer, look) : (look, answer)
                    _ = try await rendezvous.meet(
                        connections[0],
                        opening: first,
                        blocked: connections[1],
                        second: second
                    )
                    #expect(try await hotel.value("SELECT alert_due_at IS NULL FROM conversations", as: Bool.self))
                }
            }
        }
    }
}
