package import Domain
package import Foundation
package import Postgres

/// A version of a hotel's policy, as it is stored.
package struct PolicyRecord: Sendable, Hashable {
    package let property: PropertyID
    package let kind: PolicyKind
    package let version: Int
    package let document: JSONB
}

/// What every node knows of the hotels whose messages it handles.
package struct HotelRecord: Sendable, Hashable {
    package let id: PropertyID
    package let name: String
    /// An IANA time zone.
    package let timezone: String
    package let locale: String
}

/// Reads all hotels' policies, for the nodes that obey them.
package struct PolicyReader: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// What all hotels have decided, in brief, and when it was looked at.
    package struct Mark: Sendable, Hashable {
        /// Another one whenever a hotel, or one of its policies, is.
        package let text: String
        /// By the database's clock.
        package let date: Date
    }

    /// Looks whether anything changed. Each hotel counts by itself: none is missed because another was later.
    package func mark() async throws -> Mark {
        let rows = try await executor.query(
            SQL(
                """
                SELECT md5(coalesce(string_agg(concat_ws(':', id, version, policy_changes), ',' ORDER BY id), '')) AS mark,
                       clock_timestamp() AS date
                FROM properties
                """
            ).named("policies.mark")
        )
        guard let row = rows.first else {
            throw PostgresError(.protocolViolation, "a statement had no result", statement: "policies.mark")
        }
        return Mark(text: try row.get("mark"), date: try row.get("date"))
    }

    /// The hotels, and the policies in force at each.
    package func all() async throws -> (hotels: [HotelRecord], policies: [PolicyRecord]) {
        let results = try await executor.pipeline([
            SQL("SELECT id, name, timezone, locale FROM properties").named("policies.hotels"),
            SQL(
                """
                SELECT p.property_id, k.kind, v.version, v.document
                FROM (SELECT id AS property_id FROM properties) AS p
                CROSS JOIN unnest(\(PolicyKind.allCases.map(\.rawValue))) AS k (kind)
                CROSS JOIN LATERAL (
                    SELECT x.version, x.document FROM policies x
                    WHERE x.property_id = p.property_id AND x.kind = k.kind ORDER BY x.version DESC LIMIT 1
                ) AS v
                """
            ).named("policies.all"),
        ])
        guard results.count == 2 else {
            throw PostgresError(.protocolViolation, "a statement had no result", statement: "policies.all")
        }
        let hotels = try results[0].map { row in
            HotelRecord(
                id: try row.get("id"),
                name: try row.get("name"),
                timezone: try row.get("timezone"),
                locale: try row.get("locale")
            )
        }
        let policies = try results[1].map { row in
            PolicyRecord(
                property: try row.get("property_id"),
                kind: try row.word("kind"),
                version: Int(try row.get("version", as: Int32.self)),
                document: try row.get("document")
            )
        }
        return (hotels, policies)
    }
}
