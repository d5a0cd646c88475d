package import Domain
package import Foundation
import Postgres

/// A department as people see it.
package struct DepartmentDetails: Sendable, Hashable {
    package let id: DepartmentID
    /// How engines and rules name it.
    package let code: String
    package let name: String
    package let version: Int
    package let createdAt: Date
}

/// Departments, kept by the hotel's own people.
package struct DepartmentDesk: Sendable {
    private let scope: PropertyScope

    /// Sees the scope's hotel alone.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    private static let columns: SQL = "id, code, name, version, created_at"

    /// A page by code.
    ///
    /// - Parameter code: the last one seen.
    package func list(after code: String?, limit: Int) async throws -> [DepartmentDetails] {
        try await scope.query(
            SQL(
                """
                SELECT \(fragment: Self.columns) FROM departments
                WHERE property_id = \(scope.property) AND (\(code)::text IS NULL OR code > \(code))
                ORDER BY code LIMIT \(Int32(clamping: limit))
                """
            ).named("department.page")
        ).map(Self.details)
    }

    /// A department; nil when there is no such one here.
    package func find(_ id: DepartmentID) async throws -> DepartmentDetails? {
        try await scope.query(
            SQL(
                "SELECT \(fragment: Self.columns) FROM departments WHERE id = \(id) AND property_id = \(scope.property)"
            )
            .named("department.details")
        ).first.map(Self.details)
    }

    /// Adds a department.
    ///
    /// - Throws: ``ChangeRefusal`` when the code is taken.
    package func add(code: String, name: String) async throws -> DepartmentDetails {
        let rows = try await ChangeRefusal.explaining(["departments_property_id_code_key": .taken(code)]) {
            try await scope.query(
                SQL(
                    """
                    INSERT INTO departments (property_id, code, name) VALUES (\(scope.property), \(code), \(name))
                    RETURNING \(fragment: Self.columns)
                    """
                ).named("department.open")
            )
        }
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Gives a department another name; its code stays, since engines and rules know it.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such department, or it is not the version the caller has seen.
    package func rename(_ id: DepartmentID, to name: String?, expecting version: Int?) async throws
        -> DepartmentDetails
    {
        try await lock(id, version)
        let rows = try await scope.query(
            SQL(
                """
                UPDATE departments SET name = coalesce(\(name), name), version = version + 1
                WHERE id = \(id) AND property_id = \(scope.property) RETURNING \(fragment: Self.columns)
                """
            ).named("department.rename")
        )
        guard let row = rows.first else { throw ChangeRefusal.missing }
        return try Self.details(row)
    }

    /// Removes a department that nothing was ever given to.
    ///
    /// - Throws: ``ChangeRefusal`` when there is no such department, it is not the version the caller has seen, or it
    ///   is in use; one that a policy in force names is.
    package func remove(_ id: DepartmentID, expecting version: Int?) async throws {
        // Where whoever puts a policy in force that names it is met.
        _ = try await scope.query(
            SQL("SELECT version FROM properties WHERE id = \(scope.property) FOR NO KEY UPDATE").named("property.lock")
        )
        try await lock(id, version)
        let naming = try await namingPolicies(id)
        guard naming.isEmpty else {
            throw ChangeRefusal.inUse(
                "\(naming.joined(separator: " and ")) in force name\(naming.count == 1 ? "s" : "") it."
            )
        }
        let inUse = ChangeRefusal.inUse("Conversations, tasks or people belong to it.")
        let people = try await scope.query(
            SQL("SELECT FROM staff_roles WHERE property_id = \(scope.property) AND department_id = \(id) LIMIT 1")
                .named("department.people")
        )
        guard people.isEmpty else { throw inUse }
        do {
            _ = try await scope.query(
                SQL("DELETE FROM departments WHERE id = \(id) AND property_id = \(scope.property)")
                    .named("department.remove")
            )
        } catch let error as PostgresError where error.sqlState == .foreignKeyViolation {
            throw inUse
        }
    }

    /// The policies in force that name a department, for people.
    private func namingPolicies(_ id: DepartmentID) async throws -> [String] {
        try await scope.query(
            SQL(
                """
                SELECT format('Version %s of the %s policy', v.version, k.kind) AS name
                FROM departments d
                CROSS JOIN (VALUES ('routing', '$.rules[*]."then".department ? (@ == $code)'),
                                   ('escalation', '$.targets.*.department ? (@ == $code)'),
                                   ('escalation', '$.targets.*."then"[*] ? (@ == $code)')) AS k (kind, path)
                CROSS JOIN LATERAL (
                    SELECT x.version, x.document FROM policies x
                    WHERE x.property_id = \(scope.property) AND x.kind = k.kind ORDER BY x.version DESC LIMIT 1
                ) AS v
                WHERE d.id = \(id) AND d.property_id = \(scope.property)
                  AND jsonb_path_exists(v.document, k.path::jsonpath, jsonb_build_object('code', d.code))
                GROUP BY k.kind, v.version ORDER BY k.kind
                """
            ).named("department.policies")
        ).map { try $0.get("name") }
    }

    private func lock(_ id: DepartmentID, _ version: Int?) async throws {
        let locked = try await scope.query(
            SQL(
                "SELECT version FROM departments WHERE id = \(id) AND property_id = \(scope.property) FOR NO KEY UPDATE"
            )
            .named("department.lock")
        )
        try ChangeRefusal.check(locked, expected: version)
    }

    private static func details(_ row: Row) throws -> DepartmentDetails {
        DepartmentDetails(
            id: try row.get("id"),
            code: try row.get("code"),
            name: try row.get("name"),
            version: Int(try row.get("version", as: Int32.self)),
            createdAt: try row.get("created_at")
        )
    }
}
