package import Domain
package import Postgres

/// A department as it is set up.
package struct Department: Sendable, Hashable {
    package let id: DepartmentID
    /// How engines and rules name it.
    package let code: String
    package let name: String
}

/// Sets departments up.
package struct DepartmentStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Adds a department.
    ///
    /// - Throws: ``SetupError`` when the code is taken or not lowercase letters, digits and underscores.
    @discardableResult
    package func add(code: String, name: String, to property: PropertyID) async throws -> Department {
        let sentences = [
            "departments_property_id_code_key": "there is already a department \(code)",
            "departments_code_check":
                "a department's code has 1 to 63 lowercase letters, digits and underscores and begins with a letter, not \(code)",
        ]
        let rows = try await SetupError.explaining(sentences) {
            try await executor.query(
                SQL(
                    """
                    INSERT INTO departments (property_id, code, name) VALUES (\(property), \(code), \(name))
                    RETURNING id, code, name
                    """
                ).named("department.add")
            )
        }
        guard let row = rows.first else { throw SetupError("the department was not stored") }
        return try Self.department(row)
    }

    /// A hotel's departments by code.
    package func list(of property: PropertyID) async throws -> [Department] {
        let rows = try await executor.query(
            SQL("SELECT id, code, name FROM departments WHERE property_id = \(property) ORDER BY code")
                .named("department.list")
        )
        return try rows.map(Self.department)
    }

    private static func department(_ row: Row) throws -> Department {
        Department(id: try row.get("id"), code: try row.get("code"), name: try row.get("name"))
    }
}
