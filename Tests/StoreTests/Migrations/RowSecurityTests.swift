import Domain
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The second wall: people see one hotel at a time, whatever their query says.
@Suite struct RowSecurityTests {
    private static let tables: [StaticString] = [
        "departments", "guests", "guest_identities", "conversations", "turns", "messages", "deliveries", "tasks",
        "transitions", "notifications", "events", "knowledge_entries", "rooms", "stays", "notes",
        "staff_roles", "api_keys",
    ]

    /// Two hotels in which something of everything happened.
    private func withTwo(_ body: (Hotel, Hotel, PostgresConnection) async throws -> Void) async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.neighbour("borealis")
            for (number, place) in [hotel, other].enumerated() {
                let work = TurnConclusion.Work(
                    department: "housekeeping",
                    room: "412",
                    description: "Two towels",
                    items: [],
                    priority: "standard",
                    due: nil
                )
                try await place.receive([Guest(number).writes("Hi", to: place)])
                let turns = try await hotel.claimTurns()
                _ = try await hotel.turns.finish(
                    turns.map {
                        $0.concluded(TurnConclusion(outcome: .answered, answer: "Yes", engine: "test", work: [work]))
                    }
                )
                let deliveries = try await hotel.claimDeliveries()
                _ = try await hotel.deliveries.finish(deliveries.map { $0.failed() }, node: "n", settleTime: .zero)
                _ = try await hotel.pool.pipeline([
                    """
                    INSERT INTO knowledge_entries (property_id, title, body)
                    VALUES (\(place.property), 'Breakfast', 'Breakfast from seven to ten')
                    """,
                    """
                    INSERT INTO notes (property_id, conversation_id, body, staff_name)
                    SELECT property_id, id, 'Prefers to be called', 'Rosa' FROM conversations
                    WHERE property_id = \(place.property)
                    """,
                    "INSERT INTO rooms (property_id, number) VALUES (\(place.property), '412')",
                    """
                    INSERT INTO stays (property_id, guest_id, arrival, departure)
                    SELECT property_id, id, '2026-11-20', '2026-11-24' FROM guests WHERE property_id = \(place.property)
                    """,
                    """
                    WITH person AS (INSERT INTO staff (email, name) VALUES (\("\(number)@hotel.test"), 'Ada') RETURNING id)
                    INSERT INTO staff_roles (property_id, staff_id, role) SELECT \(place.property), id, 'agent' FROM person
                    """,
                    """
                    INSERT INTO api_keys (id, property_id, name, hash, permissions, created_by)
                    VALUES (uuid_v7(), \(place.property), 'key', sha256('key'), '{tasks.read}', 'test')
                    """,
                ])
            }
            let people = try await PostgresConnection.connect(
                Database.configuration(hotel.database.configuration, as: .api)
            )
            do {
                try await body(hotel, other, people)
                await people.close()
            } catch {
                await people.close()
                throw error
            }
        }
    }

    private func count(_ table: StaticString, _ people: PostgresConnection, as property: PropertyID?) async throws
        -> Int
    {
        let setting = property.map(\.description) ?? ""
        let rows = try await people.pipeline([
            "SELECT set_config('app.property', \(setting), true)", "SELECT count(*) FROM \(unescaped: table)",
        ])
        return try rows[1].first?.get(0) ?? -1
    }

    @Test func `People see their own hotel's rows in every table, and none of another's`() async throws {
        try await withTwo { hotel, other, people in
            for table in Self.tables {
                let all = try await hotel.value("SELECT count(*) FROM \(unescaped: table)", as: Int.self)
                let first = try await count(table, people, as: hotel.property)
                let second = try await count(table, people, as: other.property)
                #expect(first > 0, "\(table)")
                #expect(second > 0, "\(table)")
                #expect(first + second == all, "\(table)")
            }
            #expect(try await count("properties", people, as: hotel.property) == 1)
        }
    }

    @Test func `Without a hotel people see nothing, and the setting ends with its transaction`() async throws {
        try await withTwo { hotel, _, people in
            for table in Self.tables + ["properties", "audit"] {
                #expect(try await count(table, people, as: nil) == 0, "\(table)")
                _ = try await count(table, people, as: hotel.property)
                let later = try await people.query("SELECT count(*) FROM \(unescaped: table)")
                #expect(try later.first?.get(0, as: Int.self) == 0, "\(table)")
            }
        }
    }

    @Test func `People cannot write another hotel's rows, nor read secrets, logs' partitions or raw receipts`()
        async throws
    {
        try await withTwo { hotel, other, people in
            func refusal(_ statement: SQL) async throws -> SQLState? {
                do {
                    _ = try await people.pipeline([
                        "SELECT set_config('app.property', \(hotel.property.description), true)", statement,
                    ])
                    return nil
                } catch let error as PostgresError {
                    return error.sqlState
                }
            }
            let denied = SQLState.insufficientPrivilege
            let insert: SQL = "INSERT INTO rooms (property_id, number) VALUES (\(other.property), '1')"
            #expect(try await refusal(insert) == denied)
            #expect(try await refusal("SELECT credentials FROM endpoints") == denied)
            #expect(try await refusal("SELECT count(*) FROM receipts") == denied)
            #expect(try await refusal("SELECT count(*) FROM message_keys") == denied)
            #expect(try await refusal("UPDATE conversations SET state = 'active'") == denied)
            let partition: String = try await hotel.value(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass LIMIT 1"
            )
            #expect(try await refusal("SELECT count(*) FROM \(identifier: partition)") == denied)
            #expect(try await refusal("SELECT id, address FROM endpoints") == nil)
            #expect(try await refusal("SELECT password_hash FROM staff") == denied)
            #expect(try await refusal("SELECT hash FROM api_keys") == denied)
            for table: StaticString in ["sessions", "refresh_tokens", "realtime_tickets", "signing_keys"] {
                #expect(try await refusal("SELECT count(*) FROM \(unescaped: table)") == denied, "\(table)")
            }
        }
    }

    @Test func `People see of the staff whoever has a role at their hotel`() async throws {
        try await withTwo { hotel, other, people in
            for (place, email) in [(hotel, "0@hotel.test"), (other, "1@hotel.test")] {
                let seen = try await people.pipeline([
                    "SELECT set_config('app.property', \(place.property.description), true)", "SELECT email FROM staff",
                ])
                #expect(try seen[1].map { try $0.get(0, as: String.self) } == [email])
            }
            #expect(try await count("staff", people, as: nil) == 0)
        }
    }

    @Test func `The search past row-level security finds only the hotel's own entries`() async throws {
        try await withTwo { hotel, _, people in
            let found = try await people.pipeline([
                "SELECT set_config('app.property', \(hotel.property.description), true)",
                "SELECT count(*) FROM search_knowledge('breakfast', 'en', 10)",
                "SELECT set_config('app.property', '', true)",
                "SELECT count(*) FROM search_knowledge('breakfast', 'en', 10)",
            ])
            #expect(try found[1].first?.get(0, as: Int.self) == 1)
            #expect(try found[3].first?.get(0, as: Int.self) == 0)
        }
    }
}
