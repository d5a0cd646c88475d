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
    ///   is in use.
    package func remove(_ id: DepartmentID, expecting version: Int?) async throws {
        try await lock(id, version)
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
