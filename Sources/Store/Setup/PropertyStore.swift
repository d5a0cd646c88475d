package import Domain
import Foundation
package import Postgres

/// A hotel as it is set up.
package struct Property: Sendable, Hashable {
    package let id: PropertyID
    /// Its short name in addresses and commands.
    package let slug: String
    package let name: String
    /// An IANA time zone.
    package let timezone: String
    /// A language code.
    package let locale: String
    /// Whether the demo made it.
    package let isDemo: Bool
}

/// Sets hotels up.
package struct PropertyStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Adds a hotel.
    ///
    /// - Parameters:
    ///   - slug: lowercase letters, digits and dashes; unique.
    ///   - name: 1 to 200 characters.
    ///   - timezone: an IANA name, for example `Europe/Lisbon`.
    ///   - locale: a language code.
    ///   - isDemo: whether `serve` must refuse to run beside it.
    /// - Throws: ``SetupError`` when a part is not as it must be or the slug is taken.
    package func add(
        slug: String,
        name: String,
        timezone: String = "UTC",
        locale: String = "en",
        isDemo: Bool = false
    ) async throws -> Property {
        guard TimeZone(identifier: timezone) != nil else { throw SetupError("there is no time zone \(timezone)") }
        let sentences = [
            "properties_slug_key": "there is already a property \(slug)",
            "properties_slug_check": "a slug has 1 to 63 lowercase letters, digits and dashes, not \(slug)",
            "properties_name_check": "a name has 1 to 200 characters",
        ]
        let rows = try await SetupError.explaining(sentences) {
            try await executor.query(
                SQL(
                    """
                    INSERT INTO properties (slug, name, timezone, locale, is_demo)
                    VALUES (\(slug), \(name), \(timezone), \(locale), \(isDemo))
                    RETURNING id, slug, name, timezone, locale, is_demo
                    """
                ).named("property.add")
            )
        }
        guard let row = rows.first else { throw SetupError("the property was not stored") }
        return try Self.property(row)
    }

    /// All hotels by slug.
    package func list() async throws -> [Property] {
        let rows = try await executor.query(
            SQL("SELECT id, slug, name, timezone, locale, is_demo FROM properties ORDER BY slug").named("property.list")
        )
        return try rows.map(Self.property)
    }

    /// The hotel with this slug.
    ///
    /// - Throws: ``SetupError`` when there is none.
    package func require(slug: String) async throws -> Property {
        guard let found = try await find(slug: slug) else { throw SetupError("there is no property \(slug)") }
        return found
    }

    /// The hotel with this slug, or nil.
    package func find(slug: String) async throws -> Property? {
        let rows = try await executor.query(
            SQL("SELECT id, slug, name, timezone, locale, is_demo FROM properties WHERE slug = \(slug)")
                .named("property.find")
        )
        return try rows.first.map(Self.property)
    }

    /// Says which rooms there are; known ones are brought up to date, none is removed.
    package func setRooms(_ rooms: [(number: String, floor: Int, kind: String)], of property: PropertyID) async throws {
        _ = try await executor.query(
            SQL(
                """
                INSERT INTO rooms (property_id, number, floor, kind)
                SELECT \(property), r.number, r.floor, r.kind
                FROM unnest(\(rooms.map(\.number)), \(rooms.map { Int32($0.floor) }), \(rooms.map(\.kind)))
                    AS r (number, floor, kind)
                ORDER BY r.number
                ON CONFLICT (property_id, number) DO UPDATE SET floor = excluded.floor, kind = excluded.kind
                """
            ).named("property.rooms")
        )
    }

    private static func property(_ row: Row) throws -> Property {
        Property(
            id: try row.get("id"),
            slug: try row.get("slug"),
            name: try row.get("name"),
            timezone: try row.get("timezone"),
            locale: try row.get("locale"),
            isDemo: try row.get("is_demo")
        )
    }
}
