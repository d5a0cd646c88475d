import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What the catalog must say after the migrations.
@Suite struct SchemaTests {
    /// Every table of ours; partitions are their parents'.
    private static let tables: SQL = """
        SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> 'schema_migrations'
        """

    private func names(_ hotel: Hotel, _ sql: SQL) async throws -> [String] {
        try await hotel.values(sql)
    }

    @Test func `Every table says what it is`() async throws {
        try await Hotel.withOne { hotel in
            let silent = try await names(
                hotel,
                "SELECT t.relname::text FROM (\(fragment: Self.tables)) t WHERE obj_description(t.oid, 'pg_class') IS NULL"
            )
            #expect(silent == [])
        }
    }

    /// What is of no one hotel: the hotels themselves, people who may work at several, and what all nodes share.
    private static let shared = ["properties", "staff", "signing_keys", "login_failures"]

    @Test func `Every table but the shared ones has a property, and row-level security is forced on all`() async throws
    {
        try await Hotel.withOne { hotel in
            let open = try await names(
                hotel,
                """
                SELECT t.relname::text FROM (\(fragment: Self.tables)) t
                WHERE NOT t.relrowsecurity OR NOT t.relforcerowsecurity
                   OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'own_property')
                   OR (t.relname <> ALL (\(Self.shared)) AND NOT EXISTS (
                       SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'property_id'))
                """
            )
            #expect(open == [])
        }
    }

    @Test func `Every state is held to its words`() async throws {
        try await Hotel.withOne { hotel in
            let free = try await names(
                hotel,
                """
                SELECT t.relname || '.' || a.attname FROM (\(fragment: Self.tables)) t
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname IN (
                    'state', 'status', 'decision', 'author', 'last_author', 'channel', 'priority', 'severity')
                WHERE t.relname <> 'message_keys'
                  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'c'
                                  AND k.conkey @> ARRAY[a.attnum] AND pg_get_constraintdef(k.oid) LIKE '%ANY%')
                """
            )
            #expect(free == [])
        }
    }

    @Test func `Only the logs are partitioned, three months ahead at least, with no default partition`() async throws {
        try await Hotel.withOne { hotel in
            let logs = try await names(
                hotel,
                "SELECT t.relname::text FROM (\(fragment: Self.tables)) t WHERE t.relkind = 'p' ORDER BY 1"
            )
            #expect(logs == ["audit", "delivery_attempts", "events", "receipts", "turn_events"])
            let short = try await names(
                hotel,
                """
                SELECT l.relname || ' ' || m.ahead
                FROM (\(fragment: Self.tables)) l CROSS JOIN generate_series(0, 3) AS m (ahead)
                WHERE l.relkind = 'p' AND to_regclass(format('%s_%s', l.relname,
                    to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => m.ahead), 'YYYY_MM'))) IS NULL
                """
            )
            #expect(short == [])
            #expect(
                try await hotel.value("SELECT count(*) FROM pg_partitioned_table WHERE partdefid <> 0", as: Int.self)
                    == 0
            )
        }
    }

    @Test func `Partitions are made once, whoever asks and from however many nodes`() async throws {
        try await Hotel.withOne(connections: 4) { hotel in
            let made = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await hotel.upkeep.ensureLogPartitions(monthsAhead: 6) } }
                return try await group.reduce(0, +)
            }
            #expect(made == 15)
            #expect(try await hotel.upkeep.ensureLogPartitions(monthsAhead: 6) == 0)
            // The edge of a month belongs to one partition, and writing through the parent numbers the rows.
            try await hotel.run(
                """
                INSERT INTO events (property_id, kind, created_at)
                SELECT \(hotel.property), 'test', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => m)
                FROM generate_series(0, 6) AS m
                """
            )
            #expect(try await hotel.value("SELECT count(DISTINCT tableoid) FROM events", as: Int.self) == 7)
            #expect(try await hotel.value("SELECT count(DISTINCT id) FROM events", as: Int.self) == 7)
        }
    }

    /// Functions that change something and that people's statements may call: each looks at the hotel it works for.
    private static let offered = [
        "acknowledge_notification", "add_note", "add_staff", "change_conversation", "change_staff", "change_task",
        "create_task",
        "end_staff_sessions", "find_guest_session", "lock_conversation", "lock_task", "messages_kept", "open_chat",
        "rotate_guest_token",
    ]

    @Test func `The work's functions are the router's alone, but for those offered to people`() async throws {
        try await Hotel.withOne { hotel in
            let open = try await names(
                hotel,
                """
                SELECT p.proname::text FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.provolatile = 'v' AND p.proname <> 'uuid_v7'
                  AND has_function_privilege('concierge_api', p.oid, 'EXECUTE')
                ORDER BY 1
                """
            )
            #expect(Set(open).subtracting(Self.offered).sorted() == [])
            let careless = try await names(
                hotel,
                """
                SELECT p.proname::text FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY (\(Self.offered))
                  AND NOT (p.prosecdef AND p.proconfig @> '{"search_path=public, pg_temp"}'
                           AND p.prosrc LIKE '%current_property()%')
                """
            )
            #expect(careless == [])
        }
    }

    @Test func `A hotel can be taken out whole, with everything below it`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.neighbour("borealis")
            let delivery = try await hotel.answeredAndClaimed(Guest(1))
            _ = try await hotel.deliveries.finish([delivery.failed()], node: "n", settleTime: .zero)
            try await other.receive([Guest(1).writes("Hi", to: other)])
            try await hotel.run("DELETE FROM properties WHERE id = \(hotel.property)")
            for table: StaticString in [
                "conversations", "messages", "turns", "deliveries", "guests", "transitions", "notifications",
            ] {
                let left = try await hotel.value(
                    "SELECT count(*) FROM \(unescaped: table) WHERE property_id = \(hotel.property)",
                    as: Int.self
                )
                #expect(left == 0, "\(table)")
            }
            #expect(try await hotel.value("SELECT count(*) FROM messages", as: Int.self) == 1)
        }
    }
}
