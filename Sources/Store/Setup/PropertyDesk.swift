package import Domain
package import Foundation
import Postgres

/// What a hotel has set for itself; nil takes the program's own.
package struct PropertySettings: Sendable, Hashable {
    /// How long after its end a guest's message continues a conversation, in milliseconds.
    package var reopenWindowMs: Int?
    /// How much one guest may write.
    package var rateLimit: RateLimit?
    /// Below this confidence people take over, 0 to 1.
    package var escalationThreshold: Double?
}

/// A hotel as its own people see it.
package struct PropertyDetails: Sendable, Hashable {
    package let id: PropertyID
    package let slug: String
    package let name: String
    /// An IANA time zone.
    package let timezone: String
    package let locale: String
    package let settings: PropertySettings
    package let isDemo: Bool
    package let version: Int
    package let createdAt: Date
}

/// What is to change at a hotel; nil leaves a part as it is.
package struct PropertyChange: Sendable, Hashable {
    package var name: String?
    package var timezone: String?
    package var locale: String?
    package var reopenWindowMs = Patch<Int>.keep
    package var rateLimit = Patch<RateLimit>.keep
    package var escalationThreshold = Patch<Double>.keep

    /// Changes nothing yet.
    package init() {}

    /// The names of what changes.
    package var names: [String] {
        var names: [String] = []
        if name != nil { names.append("name") }
        if timezone != nil { names.append("timezone") }
        if locale != nil { names.append("locale") }
        if reopenWindowMs.isChange { names.append("settings.reopenWindowMs") }
        if rateLimit.isChange { names.append("settings.rateLimit") }
        if escalationThreshold.isChange { names.append("settings.escalationThreshold") }
        return names
    }
}

/// The hotel, kept by its own people.
package struct PropertyDesk: Sendable {
    private let scope: PropertyScope

    /// Sees the scope's hotel alone.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    private static let columns: SQL = "id, slug, name, timezone, locale, settings, is_demo, version, created_at"

    /// A hotel; nil when it is not the scope's.
    package func find(_ id: PropertyID) async throws -> PropertyDetails? {
        let rows = try await scope.query(
            SQL("SELECT \(fragment: Self.columns) FROM properties WHERE id = \(id) AND id = \(scope.property)")
                .named("property.details")
        )
        return try rows.first.map(Self.details)
    }

    /// Changes the hotel.
    ///
    /// - Throws: ``ChangeRefusal`` when it is not the scope's, or not the version the caller has seen.
    package func change(_ id: PropertyID, _ change: PropertyChange, expecting version: Int?) async throws
        -> PropertyDetails
    {
        let locked = try await scope.query(
            SQL("SELECT version FROM properties WHERE id = \(id) AND id = \(scope.property) FOR NO KEY UPDATE")
                .named("property.lock")
        )
        try ChangeRefusal.check(locked, expected: version)
        let (set, removed) = try Self.stored(change)
        let rows = try await scope.query(
            SQL(
                """
                UPDATE properties SET name = coalesce(\(change.name), name),
                    timezone = coalesce(\(change.timezone), timezone), locale = coalesce(\(change.locale), locale),
                    settings = (settings || \(set)) - \(removed), version = version + 1
                WHERE id = \(id) RETURNING \(fragment: Self.columns)
                """
            ).named("property.change")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// The settings to store and the names of those to remove; what else is among them stays.
    private static func stored(_ change: PropertyChange) throws -> (JSONB, [String]) {
        var set = Stored()
        var removed: [String] = []
        if case .set(let value) = change.reopenWindowMs {
            set.reopenWindowMs = value.map(Double.init)
            if value == nil { removed.append("reopenWindowMs") }
        }
        if case .set(let value) = change.rateLimit {
            set.rateLimit = value.map {
                Stored.Limit(maxRequests: Double($0.maxRequests), windowMs: Double($0.windowMs))
            }
            if value == nil { removed.append("rateLimit") }
        }
        if case .set(let value) = change.escalationThreshold {
            set.escalationThreshold = value
            if value == nil { removed.append("escalationThreshold") }
        }
        return (try JSONB(encoding: set), removed)
    }

    private static func details(_ row: Row) throws -> PropertyDetails {
        let stored = (try? row.get("settings", as: JSONB.self).decode(Stored.self)) ?? Stored()
        return PropertyDetails(
            id: try row.get("id"),
            slug: try row.get("slug"),
            name: try row.get("name"),
            timezone: try row.get("timezone"),
            locale: try row.get("locale"),
            settings: stored.settings,
            isDemo: try row.get("is_demo"),
            version: Int(try row.get("version", as: Int32.self)),
            createdAt: try row.get("created_at")
        )
    }

    /// Settings as they are stored. Some were written by hand: what cannot be read counts as not set, as it does for
    /// the functions that obey them.
    private struct Stored: Codable {
        struct Limit: Codable {
            var maxRequests: Double
            var windowMs: Double
        }

        var reopenWindowMs: Double?
        var rateLimit: Limit?
        var escalationThreshold: Double?

        init() {}

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            reopenWindowMs = try? container.decodeIfPresent(Double.self, forKey: .reopenWindowMs)
            rateLimit = try? container.decodeIfPresent(Limit.self, forKey: .rateLimit)
            escalationThreshold = try? container.decodeIfPresent(Double.self, forKey: .escalationThreshold)
        }

        var settings: PropertySettings {
            PropertySettings(
                reopenWindowMs: reopenWindowMs.flatMap { Int(exactly: $0.rounded()) },
                rateLimit: rateLimit.flatMap { limit in
                    guard let most = Int(exactly: limit.maxRequests.rounded()),
                        let window = Int(exactly: limit.windowMs.rounded())
                    else { return nil }
                    return RateLimit(maxRequests: most, windowMs: window)
                },
                escalationThreshold: escalationThreshold
            )
        }
    }
}
