package import Domain
package import Foundation
package import Postgres

/// A version of a policy as the hotel's people see it.
package struct PolicyVersion: Sendable, Hashable {
    /// From 1; the highest is in force.
    package let version: Int
    package let document: JSONB
    /// Who wrote it; nil for a service and for the command line.
    package let staffName: String?
    package let createdAt: Date
}

/// A policy names departments that the hotel does not have, or no longer.
package struct MissingDepartments: Error, Sendable, Hashable {
    /// Their codes, sorted.
    package let codes: [String]
}

/// A hotel's policies, kept by its own people.
package struct PolicyDesk: Sendable {
    private let scope: PropertyScope

    /// Sees the scope's hotel alone.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    private static let columns: SQL = "version, document, staff_name, created_at"

    /// What is in force; nil while the hotel has set nothing.
    package func current(_ kind: PolicyKind) async throws -> PolicyVersion? {
        try await versions(kind, before: nil, limit: 1).first
    }

    /// All versions, the newest first.
    package func versions(_ kind: PolicyKind, before version: Int?, limit: Int) async throws -> [PolicyVersion] {
        let rows = try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM policies
                WHERE property_id = \(scope.property) AND kind = \(kind.rawValue)
                  AND version < \(Int32(clamping: version ?? Int(Int32.max)))
                ORDER BY version DESC LIMIT \(Int32(clamping: limit))
                """
            ).named("policies.versions")
        )
        return try rows.map(Self.version)
    }

    /// Puts a new version in force.
    ///
    /// - Parameters:
    ///   - departments: the codes of all departments the document names.
    ///   - expected: the version the caller has seen, 0 for none; nil when they did not say.
    /// - Throws: ``ChangeRefusal`` when it is not the one in force, ``MissingDepartments``.
    package func put(
        _ kind: PolicyKind,
        _ document: JSONB,
        naming departments: Set<String> = [],
        by staff: StaffID?,
        name: String,
        expecting expected: Int?
    ) async throws -> PolicyVersion {
        // The hotel's row is what two who write at once meet at, and whoever removes a department.
        let results = try await scope.pipeline([
            SQL("SELECT version FROM properties WHERE id = \(scope.property) FOR NO KEY UPDATE").named("property.lock"),
            SQL(
                """
                SELECT coalesce(max(version), 0) AS version FROM policies
                WHERE property_id = \(scope.property) AND kind = \(kind.rawValue)
                """
            ).named("policies.present"),
        ])
        guard let present = results.last else { throw ChangeRefusal.missing }
        try ChangeRefusal.check(present, expected: expected)
        try await check(departments)
        let rows = try await scope.query(
            SQL(
                """
                INSERT INTO policies (property_id, kind, version, document, staff_id, staff_name)
                SELECT \(scope.property), \(kind.rawValue), coalesce(max(version), 0) + 1, \(document), \(staff), \(name)
                FROM policies WHERE property_id = \(scope.property) AND kind = \(kind.rawValue)
                RETURNING \(fragment: Self.columns)
                """
            ).named("policies.put")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.version(row)
    }

    private func check(_ departments: Set<String>) async throws {
        guard !departments.isEmpty else { return }
        let missing = try await scope.query(
            SQL(
                """
                SELECT n.code FROM unnest(\(departments.sorted())) AS n (code)
                WHERE NOT EXISTS (SELECT FROM departments d WHERE d.property_id = \(scope.property) AND d.code = n.code)
                ORDER BY n.code
                """
            ).named("policies.departments")
        )
        guard missing.isEmpty else { throw MissingDepartments(codes: try missing.map { try $0.get("code") }) }
    }

    private static func version(_ row: Row) throws -> PolicyVersion {
        PolicyVersion(
            version: Int(try row.get("version", as: Int32.self)),
            document: try row.get("document"),
            staffName: try row.get("staff_name"),
            createdAt: try row.get("created_at")
        )
    }
}
