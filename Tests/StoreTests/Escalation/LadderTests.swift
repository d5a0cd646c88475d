import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// People who are called and do not come are called again, once a rung, until they answer.
@Suite(.timeLimit(.minutes(15))) struct LadderTests {
    private static let policy = EscalationPolicy()

    /// A conversation that went to people.
    private func escalated(_ hotel: Hotel, _ number: Int = 1) async throws -> ConversationID {
        try await hotel.receive([Guest(number).writes("Hi", to: hotel)])
        let turn = try #require(try await hotel.claimTurns().last)
        _ = try await hotel.turns.finish([turn.escalated()])
        return turn.conversation
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
    private func climb(_ executor: any PostgresExecutor, _ policy: EscalationPolicy = policy) async throws -> Int {
        let store = AlertStore(executor)
        let due = try await store.due()
        return try await store.make(due.map { AlertMove($0, policy.look(at: $0.waiting)) }).count
    }

    private func calls(_ hotel: Hotel) async throws -> [String] {
        try await hotel.values(
            """
            SELECT concat_ws(' ', severity, detail ->> 'notify', detail ->> 'department', detail ->> 'role', detail ->> 'step')
            FROM notifications WHERE kind = 'escalation.ladder' ORDER BY created_at, id
            """
        )
    }

    @Test func `A rung that was found before the guest cried for help makes nothing less pressing`() async throws {
        try await Hotel.withOne { hotel in
            _ = try await escalated(hotel)
            try await letWait(1801, hotel)
            let store = AlertStore(hotel.pool)
            let due = try await store.due()
            #expect(due.map(\.waiting.ladder) == [.normal])
            var triage = MessageTriage()
            triage.call = PeopleCall(reason: .emergency, intent: "emergency.fire", priority: "urgent", notice: "Leave.")
            try await hotel.receive([Guest(1).writes("Fire!", to: hotel, triage: triage)])
            let moves = due.map { AlertMove($0, Self.policy.look(at: $0.waiting)) }
            #expect(moves.map(\.look.priority) == [.high])
            #expect(try await store.make(moves).isEmpty)
            #expect(
                try await hotel.value("SELECT concat_ws(' ', priority, alert_ladder, alert_step) FROM conversations")
                    == "urgent urgent 0"
            )
            try await expectSound(hotel)
        }
    }

    @Test func `Rung by rung the department, the managers and everybody are called, and it becomes more pressing`()
        async throws
    {
        try await Hotel.withOne { hotel in
            let conversation = try await escalated(hotel)
            #expect(try await climb(hotel.pool) == 0, "too early: nobody is called, and the look is put off")
            #expect(
                try await hotel.value(
                    "SELECT round(extract(epoch FROM alert_due_at - alert_since))::int FROM conversations",
                    as: Int32.self
                ) == 1800
            )
            for (seconds, priority) in [(1801.0, "high"), (3601, "urgent"), (7201, "urgent")] {
                try await letWait(seconds, hotel)
                #expect(try await climb(hotel.pool) == 1)
                #expect(try await climb(hotel.pool) == 0)
                #expect(
                    try await hotel.value("SELECT priority FROM conversations WHERE id = \(conversation)") == priority
                )
            }
            #expect(
                try await calls(hotel) == [
                    "warning department front_desk 1", "critical role manager 2", "critical everyone 3",
                ]
            )
            #expect(
                try await hotel.value("SELECT alert_due_at IS NULL FROM conversations", as: Bool.self),
                "the ladder has no more rungs"
            )
            #expect(
                try await hotel.value("SELECT count(*) FROM events WHERE kind = 'conversation.updated'", as: Int.self)
                    == 2
            )
            #expect(
                try await hotel.value("SELECT count(*) FROM events WHERE kind = 'notification.created'", as: Int.self)
                    >= 3
            )
            try await expectSound(hotel)
        }
    }

    @Test(arguments: [
        "UPDATE conversations SET assigned_staff_id = gen_random_uuid(), assigned_name = 'Grace'",
        "SELECT apply_change(id, '{\"words\": [{\"messageId\": \"00000000-0000-4000-8000-000000000001\", \"deliveryId\": \"00000000-0000-4000-8000-000000000002\", \"author\": \"staff\", \"body\": \"Coming\"}], \"trigger\": \"staff_message\"}') FROM conversations",
        "INSERT INTO notes (property_id, conversation_id, body, staff_name) SELECT property_id, id, 'seen', 'Grace' FROM conversations",
        "SELECT apply_change(id, '{\"to\": \"resolved\", \"trigger\": \"resolve\"}') FROM conversations",
        "SELECT apply_change(id, '{\"to\": \"active\", \"trigger\": \"return_to_ai\"}') FROM conversations",
    ])
    func `Whatever people do about it ends the calls`(deed: String) async throws {
        try await Hotel.withOne { hotel in
            _ = try await escalated(hotel)
            #expect(try await hotel.value("SELECT alert_due_at IS NOT NULL FROM conversations", as: Bool.self))
            try await hotel.withConnections(1) { try await $0[0].script(deed) }
            #expect(try await hotel.value("SELECT alert_due_at IS NULL FROM conversations", as: Bool.self))
            try await letWait(99_999, hotel)
            #expect(try await climb(hotel.pool) == 0)
        }
    }

    @Test func `Another department, or nobody any more: the calls begin anew; danger calls whoever has it`()
        async throws
    {
        try await Hotel.withOne { hotel in
            _ = try await escalated(hotel)
            try await letWait(1801, hotel)
            #expect(try await climb(hotel.pool) == 1)
            for deed in [
                "UPDATE conversations SET department_id = (SELECT id FROM departments WHERE code = 'housekeeping')",
                "UPDATE conversations SET assigned_staff_id = NULL",
                "UPDATE conversations SET priority = 'urgent'",
            ] as [SQL] {
                try await hotel.run(
                    "UPDATE conversations SET assigned_staff_id = gen_random_uuid(), priority = 'normal'"
                )
                #expect(try await hotel.value("SELECT alert_due_at IS NULL FROM conversations", as: Bool.self))
                if deed.text.contains("department") {
                    try await hotel.run("UPDATE conversations SET assigned_staff_id = NULL")
                }
                try await hotel.run(deed)
                #expect(
                    try await hotel.value(
                        "SELECT alert_due_at IS NOT NULL AND alert_step = 0 AND alert_ladder = priority FROM conversations",
                        as: Bool.self
                    ),
                    "\(deed.text)"
                )
            }
        }
    }

    @Test func `Two nodes at one rung climb it once`() async throws {
        try await Hotel.withOne(connections: 6) { hotel in
            try await hotel.withConnections(2) { connections in
                _ = try await escalated(hotel)
                for round in 1...200 {
                    try await hotel.run(
                        "UPDATE conversations SET alert_step = 0, alert_ladder = 'normal' WHERE alert_step > 0"
                    )
                    try await hotel.run("UPDATE conversations SET alert_due_at = now()")
                    try await letWait(1801, hotel)
                    let due = try await AlertStore(connections[0]).due()
                    let moves = due.map { AlertMove($0, Self.policy.look(at: $0.waiting)) }
                    // Held under the first node's lock, the second passes by; one after the other, it finds the rung climbed.
                    try await connections[0].script("BEGIN")
                    let first = try await AlertStore(connections[0]).make(moves).count
                    let beside = try await AlertStore(connections[1]).make(moves).count
                    try await connections[0].script("COMMIT")
                    let after = try await AlertStore(connections[1]).make(moves).count
                    let climbed: [Int] = [first, beside, after]
                    #expect(climbed == [1, 0, 0])
                    #expect(
                        try await hotel.value(
                            "SELECT count(*) FROM notifications WHERE kind = 'escalation.ladder'",
                            as: Int.self
                        ) == round
                    )
                }
                try await expectSound(hotel)
            }
        }
    }

    @Test func `An answer that comes with the call ends it: the call waits for nobody and is not made after it`()
        async throws
    {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(2) { connections in
                for round in 0..<200 {
                    let conversation = try await escalated(hotel, round)
                    try await hotel.run(
                        """
                        UPDATE conversations SET alert_since = now() - interval '1 hour', alert_due_at = now() WHERE id = \(conversation)
                        """
                    )
                    let store = AlertStore(connections[1])
                    let moves = try await store.due().map { AlertMove($0, Self.policy.look(at: $0.waiting)) }
                    #expect(moves.count == 1)
                    try await connections[0].script("BEGIN")
                    _ = try await connections[0].query(
                        "UPDATE conversations SET assigned_staff_id = gen_random_uuid() WHERE id = \(conversation)"
                    )
                    #expect(try await store.make(moves).isEmpty, "the lane is held")
                    try await connections[0].script("COMMIT")
                    #expect(try await store.make(moves).isEmpty, "people have it")
                }
                #expect(try await calls(hotel).isEmpty)
                try await expectSound(hotel)
            }
        }
    }

    @Test func `A look finds its ladders by an index`() async throws {
        try await Hotel.withOne { hotel in
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("SET enable_seqscan = off")
                let rows = try await connections[0].query(
                    "EXPLAIN SELECT id FROM conversations WHERE alert_due_at <= now() ORDER BY alert_due_at LIMIT 10"
                )
                let text = try rows.map { try $0.get(0, as: String.self) }.joined(separator: "\n")
                #expect(text.contains("conversations_alert_due"))
            }
        }
    }
}
