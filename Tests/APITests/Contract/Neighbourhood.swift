import ContractSupport
import Domain
import Foundation
import Postgres
import Sessions
import Store
import TestSupport

@testable import API

/// Two hotels in one database, in the second of which something of everything exists.
struct Neighbourhood {
    let people: PeopleUnderTest
    /// The hotel whose things are asked for.
    let other: Hotel

    /// Where a thing of the second hotel is found, by the segment of an address that its id stands behind. Whoever adds
    /// routes for a new kind of thing adds a line here, and its row to ``seed(_:)``.
    private static let things: [String: SQL] = [
        "properties": "SELECT id::text FROM properties WHERE id = ",
        "departments": "SELECT id::text FROM departments WHERE property_id = ",
        "endpoints": "SELECT id::text FROM endpoints WHERE property_id = ",
        "knowledge": "SELECT id::text FROM knowledge_entries WHERE property_id = ",
        "conversations": "SELECT id::text FROM conversations WHERE property_id = ",
        "guests": "SELECT id::text FROM guests WHERE property_id = ",
        "tasks": "SELECT id::text FROM tasks WHERE property_id = ",
        "deliveries": "SELECT id::text FROM deliveries WHERE property_id = ",
        "notifications": "SELECT id::text FROM notifications WHERE property_id = ",
        "messages": "SELECT id::text FROM messages WHERE property_id = ",
        "turns": "SELECT id::text FROM turns WHERE property_id = ",
        "staff": "SELECT staff_id::text FROM staff_roles WHERE property_id = ",
    ]

    /// Runs a test between two hotels.
    static func seeded(_ body: (Neighbourhood) async throws -> Void) async throws {
        // As many requests as the contract has operations and mistakes: limits have tests of their own.
        let limits = CallerLimits(RateLimit(maxRequests: 1_000_000, windowMs: 60_000))
        try await PeopleUnderTest.serving(limits: limits) { people in
            let other = try await people.hotel.neighbour("borealis")
            for (number, hotel) in [people.hotel, other].enumerated() { try await seed(hotel, Guest(number + 1)) }
            try await body(Neighbourhood(people: people, other: other))
        }
    }

    /// A guest writes, the AI answers and opens a task, the answer cannot be delivered and staff are told.
    private static func seed(_ hotel: Hotel, _ guest: Guest) async throws {
        let work = TurnConclusion.Work(
            department: "housekeeping",
            room: "412",
            description: "Two towels",
            items: [],
            priority: "standard",
            due: nil
        )
        try await hotel.receive([guest.writes("Hi", to: hotel)])
        let turns = try await hotel.claimTurns()
        let answer = TurnConclusion(outcome: .answered, answer: "Yes", engine: "test", work: [work])
        _ = try await hotel.turns.finish(turns.map { $0.concluded(answer) })
        let deliveries = try await hotel.claimDeliveries()
        _ = try await hotel.deliveries.finish(deliveries.map { $0.failed() }, node: "n", settleTime: .zero)
        try await hotel.run(
            """
            INSERT INTO knowledge_entries (property_id, title, body)
            VALUES (\(hotel.property), 'Breakfast', 'Breakfast from seven to ten')
            """
        )
        try await hotel.run(
            """
            WITH person AS (
                INSERT INTO staff (email, name) VALUES (\("ada@\(hotel.property).test"), 'Ada') RETURNING id
            )
            INSERT INTO staff_roles (property_id, staff_id, role) SELECT \(hotel.property), id, 'agent' FROM person
            """
        )
    }

    /// The path of an operation with the second hotel's ids in it.
    ///
    /// - Throws: ``Missing`` for a parameter that ``things`` does not know.
    func path(of operation: APIOperation) async throws -> String {
        var ids: [String: String] = [:]
        for parameter in operation.template.parameters {
            let collection = operation.template.collection(of: parameter) ?? ""
            let none = Missing(description: "nothing is seeded for \(collection) in \(operation.template.text)")
            guard let query = Self.things[collection] else { throw none }
            let found: [String] = try await other.values("\(fragment: query)\(other.property) LIMIT 1")
            guard let id = found.first else { throw none }
            ids[parameter] = id
        }
        return operation.template.path { ids[$0] ?? "" }
    }

    /// Why a path could not be made.
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// A token with permissions of its own.
    func token(_ permissions: Set<Permission>, at property: PropertyID) -> String {
        people.tokens.add(
            Principal(
                identity: .staff(StaffID(UUID.version7()), session: SessionID(UUID.version7()), generation: 1),
                property: property,
                permissions: permissions,
                role: .admin,
                name: "Test"
            )
        )
    }

    /// Somebody who may do everything at the second hotel.
    func insider() -> String { token(Set(Permission.allCases), at: other.property) }

    /// Somebody who may do everything at the first hotel.
    func outsider() -> String { token(Set(Permission.allCases), at: people.hotel.property) }

    /// Every id of the second hotel, to be looked for where it must not be.
    func ids() async throws -> [String] {
        var ids: [String] = []
        for query in Self.things.values { ids += try await other.values("\(fragment: query)\(other.property)") }
        return ids
    }

    /// Everything the second hotel has, in one word for each table.
    func fingerprint() async throws -> [String] {
        let tables: [String] = try await other.values(
            """
            SELECT c.relname::text FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'property_id'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            ORDER BY 1
            """
        )
        var words: [String] = []
        for table in tables {
            let word: String = try await other.value(
                """
                SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '')
                FROM \(identifier: table) t WHERE t.property_id = \(other.property)
                """
            )
            words.append("\(table) \(word)")
        }
        let hotel: String = try await other.value("SELECT p::text FROM properties p WHERE p.id = \(other.property)")
        return words + [hotel]
    }
}
