import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Store

/// The work costs the same however much history there is: nothing reads a big table from end to end.
@Suite struct PlanTests {
    /// The big ones.
    private static let tables = [
        "conversations", "messages", "message_keys", "turns", "deliveries", "guest_identities",
    ]

    /// A hundred thousand closed conversations, with a message, a turn, a key and a delivery each.
    private func seed(_ hotel: Hotel) async throws {
        var configuration = hotel.database.configuration
        configuration.clientTimeout = .seconds(300)
        let owner = try await PostgresConnection.connect(configuration)
        // History needs no checking, row by row, that it hangs together.
        let statements: [SQL] = [
            "SET session_replication_role = replica",
            "INSERT INTO guests (id, property_id) VALUES ('00000000-0000-7000-8000-000000000001', \(hotel.property))",
            """
            INSERT INTO guest_identities (property_id, kind, value, guest_id)
            SELECT \(hotel.property), k.kind, 'history ' || n, '00000000-0000-7000-8000-000000000001'
            FROM generate_series(1, 10000) AS n, unnest('{external,phone}'::text[]) AS k (kind)
            """,
            """
            INSERT INTO conversations (id, property_id, endpoint_id, guest_id, recipient_kind, recipient_value, state,
                resolved_at, message_seq, last_author, last_message_at)
            SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, \(hotel.property), \(hotel.endpoint),
                '00000000-0000-7000-8000-000000000001', 'external', 'history', 'resolved', now() - interval '1 day', 1,
                'guest', now() - interval '2 days'
            FROM generate_series(1, 100000) AS n
            """,
            """
            INSERT INTO messages (id, property_id, conversation_id, seq, author, body, decision)
            SELECT c.id, c.property_id, c.id, 1, 'guest', 'Hi', 'rejected' FROM conversations c WHERE c.state = 'resolved'
            """,
            """
            INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision)
            SELECT \(hotel.endpoint), sha256(uuid_send(m.id)), m.property_id, m.id, 'rejected' FROM messages m WHERE m.id = m.conversation_id
            """,
            """
            INSERT INTO turns (property_id, conversation_id, state, finished_at)
            SELECT c.property_id, c.id, 'done', now() FROM conversations c WHERE c.state = 'resolved'
            """,
            """
            INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch,
                recipient_kind, recipient_value, state, provider_message_id)
            SELECT c.property_id, c.id, c.endpoint_id, c.id, 1, 'ai', 1, 'external', 'history', 'read', c.id::text
            FROM conversations c WHERE c.state = 'resolved'
            """,
        ]
        do {
            for statement in statements { _ = try await owner.query(statement) }
            // What it read itself is handed in now, and not at some moment after it has gone.
            _ = try await owner.query("SELECT pg_stat_force_next_flush()")
            await owner.close()
        } catch {
            await owner.close()
            throw error
        }
    }

    /// How often each big table was read from end to end, as this server has counted so far.
    private func scans(_ hotel: Hotel) async throws -> [String: Int] {
        // Counters reach the others when a session ends or a second has passed; this asks its own session to hand in.
        let rows = try await hotel.pool.pipeline([
            "SELECT pg_stat_force_next_flush()", "SELECT pg_stat_clear_snapshot()",
            """
            SELECT relname::text AS name, seq_scan FROM pg_stat_user_tables
            WHERE relname = ANY (\(Self.tables))
            """,
        ])
        return Dictionary(
            uniqueKeysWithValues: try rows[2].map { (try $0.get("name"), try $0.get("seq_scan", as: Int.self)) }
        )
    }

    /// How many rows of the big tables were read so far, by whatever way.
    private func rowsRead(_ session: any PostgresExecutor) async throws -> Int {
        // A session hands in what it counted at the end of a transaction, and reads the sums in one of its own.
        _ = try await session.query("SELECT pg_stat_force_next_flush()")
        let rows = try await session.query(
            """
            SELECT sum(seq_tup_read + idx_tup_fetch)::bigint FROM pg_stat_user_tables
            WHERE relname = ANY (\(Self.tables))
            """
        )
        return try rows.first?.get(0) ?? 0
    }

    /// What is known of the words of one of eight guests beforehand: a rule answers the seventh, the eighth is in danger.
    private func triage(_ place: Int, round: Int) -> MessageTriage {
        var triage = MessageTriage()
        if place == 6 {
            triage.routes = RouteTable { _, _ in RouteOutcome(.respond, text: "It is sunrise", rule: "wifi", version: 1)
            }
        } else if place == 7 {
            triage.call = PeopleCall(
                reason: .emergency,
                // Another danger each time, for the same one is told once a minute.
                intent: "emergency.\(round)",
                priority: "urgent",
                notice: "Leave the room."
            )
        }
        return triage
    }

    /// Eight guests write, twice the same, are answered or given to people, and what was said is sent and reported.
    private func work(_ hotel: Hotel, round: Int) async throws {
        let guests = (0..<8).map { (Guest(round / 2 * 8 + $0), triage($0, round: round)) }
        for _ in 0..<2 {
            try await hotel.receive(
                guests.map { guest, triage in
                    guest.writes("Hi", to: hotel, id: "\(round).\(guest.identities)", triage: triage)
                }
            )
        }
        let turns = try await hotel.claimTurns()
        #expect(turns.count == 6)
        _ = try await hotel.turns.finish(turns.map { round % 2 == 0 ? $0.answered("Yes") : $0.escalated() })
        let deliveries = try await hotel.claimDeliveries()
        #expect(deliveries.count == 8)
        let accepted = deliveries.map { $0.accepted("wamid.\($0.id)") }
        _ = try await hotel.deliveries.finish(accepted, node: "n", settleTime: .zero)
        _ = try await hotel.receipts.merge(
            deliveries.map {
                let receipt = DeliveryReceipt(
                    provider: "whatsapp",
                    endpointAddress: "1",
                    providerMessageID: "wamid.\($0.id)",
                    state: .delivered
                )
                return (hotel.endpoint, receipt)
            }
        )
        _ = try await hotel.deliveries.settleUnknown(policy: .notify, mark: "", limit: 10)
    }

    @Test func `No call reads a big table from end to end`() async throws {
        // One session does everything, so that what it counted is known when it says so.
        try await Hotel.withOne(connections: 1) { hotel in
            try await seed(hotel)
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("SET ROLE NONE", label: "plans.owner")
                try await connections[0].script("ANALYZE", label: "plans.analyze")
            }
            _ = try await scans(hotel)
            let before = try await scans(hotel)
            for round in 0..<7 {
                try await work(hotel, round: round)
                _ = try await hotel.upkeep.ages()
                _ = try await hotel.upkeep.resolveIdle(after: .seconds(3600))
                _ = try await AlertStore(hotel.pool).due()
                _ = try await WaitingStore(hotel.pool).waiting(longerThan: .seconds(300))
            }
            _ = try await scans(hotel)
            let after = try await scans(hotel)
            #expect(after == before)
            #expect(before.count == Self.tables.count)
        }
    }

    @Test func `Nothing is learned of a big table while it is small`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            let rows = try await hotel.pool.query(
                "SELECT relname::text AS name, coalesce(reloptions, '{}') AS options FROM pg_class WHERE relname = ANY (\(Self.tables))"
            )
            #expect(rows.count == Self.tables.count)
            for row in rows {
                let (name, options) = (try row.get("name", as: String.self), try row.get("options", as: [String].self))
                for kind in ["analyze", "vacuum", "vacuum_insert"] {
                    #expect(options.contains("autovacuum_\(kind)_threshold=10000"), "\(name)")
                }
            }
        }
    }

    /// Statistics come one table after the other, whenever the server finds the time. Here it finds none by itself, so that
    /// every stage is seen: none at all, each table's in turn, and all of them.
    @Test(.timeLimit(.minutes(15))) func `A plan made when the tables were empty reads no more when they are full`()
        async throws
    {
        try await Hotel.withOne(connections: 1) { hotel in
            try await hotel.withConnections(1) { owner in
                try await owner[0].script("SET ROLE NONE", label: "plans.owner")
                let all = try await owner[0].query(
                    "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
                ).map { try $0.get("name", as: String.self) }
                for table in all {
                    let off = "ALTER TABLE \(table) SET (autovacuum_enabled = off)"
                    try await owner[0].script(off, label: "plans.autovacuum")
                }
                for round in 0..<8 { try await work(hotel, round: round) }
                try await seed(hotel)
                // Seeding read four hundred thousand itself; its session hands that in when it ends.
                while try await rowsRead(hotel.pool) < 400_000 {}
                try await expectLittleRead(hotel, round: 8, "without statistics")
                for (place, table) in all.enumerated() {
                    try await owner[0].script("ANALYZE \(table)", label: "plans.analyze")
                    try await expectLittleRead(hotel, round: 10 + 2 * place, "once \(table) was looked through")
                }
                _ = try await owner[0].query("VACUUM ANALYZE")
                try await expectLittleRead(hotel, round: 10 + 2 * all.count, "once everything was")
            }
        }
    }

    private func expectLittleRead(_ hotel: Hotel, round: Int, _ stage: Comment) async throws {
        let before = try await rowsRead(hotel.pool)
        for round in round..<round + 2 { try await work(hotel, round: round) }
        _ = try await rowsRead(hotel.pool)
        let perMessage = (try await rowsRead(hotel.pool) - before) / (2 * 8)
        #expect(perMessage < 1000, stage)
    }

    @Test func `A claim reads the lanes that are due, with a hundred thousand ended turns behind them`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            try await seed(hotel)
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("SET ROLE NONE; ANALYZE", label: "plans.analyze")
            }
            let plan: [String] = try await hotel.values(
                """
                EXPLAIN SELECT c.id FROM conversations c WHERE c.property_id = \(hotel.property) AND c.turn_due_at <= now()
                ORDER BY c.turn_due_at LIMIT 16 FOR NO KEY UPDATE SKIP LOCKED
                """
            )
            #expect(plan.contains { $0.contains("Index Scan using conversations_turn_due") })
            #expect(!plan.contains { $0.contains("Seq Scan") || $0.contains("Sort") })
            for round in 0..<3 {
                try await hotel.receive((0..<8).map { Guest(round * 8 + $0).writes("Hi", to: hotel) })
                let before = try await rowsRead(hotel.pool)
                let turns = try await hotel.claimTurns()
                let read = try await rowsRead(hotel.pool) - before
                #expect(turns.count == 8)
                #expect((8..<400).contains(read), "\(read)")
                _ = try await hotel.turns.finish(turns.map { $0.answered("Yes") })
            }
        }
    }

    /// What people can ask a list of conversations for, each a way of its own through the history.
    static let filters: [ConversationFilter] = {
        func filter(_ change: (inout ConversationFilter) -> Void) -> ConversationFilter {
            var filter = ConversationFilter()
            change(&filter)
            return filter
        }
        return [
            ConversationFilter(),
            filter { $0.states = [.active] },
            filter { $0.states = [.resolved] },
            filter { $0.channels = [.whatsapp] },
            filter { $0.channels = [.sms] },
            filter { $0.assignee = .nobody },
            filter { $0.assignee = .staff(StaffID(UUID.version7())) },
            filter { $0.department = "housekeeping" },
            filter { $0.since = Date(timeIntervalSinceNow: -3600) },
            filter { $0.text = "hardly anybody says this" },
        ]
    }()

    @Test func `A page of conversations reads what it shows, with a hundred thousand behind it`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            try await seed(hotel)
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("SET ROLE NONE; ANALYZE", label: "plans.analyze")
            }
            try await hotel.receive((0..<8).map { Guest($0).writes("Hi", to: hotel) })
            let database = Database(hotel.database.configuration, routerConnections: 1, apiConnections: 1)
            defer { Task { await database.shutdown() } }
            for filter in Self.filters {
                let scope = database.scope(of: hotel.property)
                let list = ConversationList(scope)
                let before = try await rowsRead(scope)
                let first = try await list.page(filter, after: nil, limit: 20)
                if let next = first.next { _ = try await list.page(filter, after: next, limit: 20) }
                let read = try await rowsRead(scope) - before
                // Two pages of a search look through as many conversations as a search may, with a message each.
                let most = filter.text == nil ? 1000 : 6 * ConversationList.searchDepth
                #expect((first.items.count..<most).contains(read), "\(filter)")
            }
        }
    }

    /// Sixteen conversations of one guest on the web, with two thousand delivered words each. In the newest, which is
    /// open, three more are on their way, the first of them in somebody's hands.
    private func seedChat(_ hotel: Hotel, guest: GuestID) async throws {
        var configuration = hotel.database.configuration
        configuration.clientTimeout = .seconds(300)
        let owner = try await PostgresConnection.connect(configuration)
        let statements: [SQL] = [
            "SET session_replication_role = replica",
            "INSERT INTO guests (id, property_id) VALUES (\(guest), \(hotel.property))",
            """
            INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value, state,
                resolved_at, message_seq, last_author, last_message_at, created_at)
            SELECT \(hotel.property), \(hotel.endpoint), \(guest), 'web_session', 'chat',
                CASE n WHEN 16 THEN 'escalated' ELSE 'resolved' END, CASE WHEN n < 16 THEN now() END,
                CASE n WHEN 16 THEN 2003 ELSE 2000 END, 'staff', now(), now() - (20 - n) * interval '1 day'
            FROM generate_series(1, 16) AS n
            """,
            """
            INSERT INTO messages (property_id, conversation_id, seq, author, body)
            SELECT c.property_id, c.id, n, 'staff', 'Word ' || n FROM conversations c, generate_series(1, c.message_seq) AS n
            WHERE c.guest_id = \(guest)
            """,
            """
            INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch,
                recipient_kind, recipient_value, state, lease_token)
            SELECT m.property_id, m.conversation_id, \(hotel.endpoint), m.id, m.seq, 'staff', 1, 'web_session', 'chat',
                CASE m.seq WHEN 2001 THEN 'sending' WHEN 2002 THEN 'queued' WHEN 2003 THEN 'queued' ELSE 'sent' END,
                CASE m.seq WHEN 2001 THEN gen_random_uuid() END
            FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE c.guest_id = \(guest)
            """,
            """
            UPDATE conversations c SET sending_delivery_id = d.id, delivery_due_at = now() + interval '30 s'
            FROM deliveries d WHERE d.conversation_id = c.id AND d.state = 'sending'
            """,
        ]
        do {
            for statement in statements { _ = try await owner.query(statement) }
            // What it read itself is handed in now, and not at some moment after it has gone.
            _ = try await owner.query("SELECT pg_stat_force_next_flush()")
            await owner.close()
        } catch {
            await owner.close()
            throw error
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `A guest's history reads what it shows, with tens of thousands of words behind it`() async throws {
        try await Hotel.withOne(connections: 1) { hotel in
            let guest = GuestID(UUID.version7())
            try await seedChat(hotel, guest: guest)
            try await hotel.withConnections(1) { connections in
                try await connections[0].script("SET ROLE NONE; ANALYZE", label: "plans.analyze")
            }
            let database = Database(hotel.database.configuration, routerConnections: 1, apiConnections: 1)
            defer { Task { await database.shutdown() } }
            let scope = database.scope(of: hotel.property)
            let history = GuestHistoryStore(scope)
            let session = GuestSession(
                id: GuestSessionID(UUID.version7()),
                property: hotel.property,
                endpoint: hotel.endpoint,
                guest: guest,
                expiresAt: Date(timeIntervalSinceNow: 3600)
            )
            // Of each conversation what might be shown, a word and its delivery, and a few more to know that.
            let before = try await rowsRead(scope)
            let newest = try await history.page(of: session, after: nil, limit: 20).page
            #expect(newest.messages.last?.text == "Word 2000")
            #expect(newest.cursor?.pending.count == 3)
            let first = try await rowsRead(scope) - before
            #expect((40..<1500).contains(first), "\(first)")
            // Of what was read already nothing, but for the three that were on their way.
            let nothing = try await history.page(of: session, after: newest.cursor, limit: 20).page
            #expect(nothing.messages.isEmpty)
            let second = try await rowsRead(scope) - before - first
            #expect((3..<200).contains(second), "\(second)")
        }
    }
}
