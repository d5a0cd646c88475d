package import Domain
package import Foundation
import Postgres

/// Somebody of the staff as their hotel sees them.
package struct StaffMember: Sendable, Hashable {
    package let id: StaffID
    package let email: String
    package let name: String
    package let role: StaffRole
    package let department: DepartmentID?
    package let isDisabled: Bool
    /// Rises with every change.
    package let version: Int
    /// Since when they have had a role here.
    package let createdAt: Date
}

/// Somebody to be added.
package struct NewStaffMember: Sendable, Hashable {
    /// In lower case.
    package var email: String
    package var name: String
    package var role: StaffRole
    package var department: DepartmentID?
    /// Hashed; nil cannot sign in yet.
    package var passwordHash: String?

    /// Names every part.
    package init(
        email: String,
        name: String,
        role: StaffRole,
        department: DepartmentID? = nil,
        passwordHash: String? = nil
    ) {
        self.email = email
        self.name = name
        self.role = role
        self.department = department
        self.passwordHash = passwordHash
    }
}

/// What is to be changed about somebody; nil leaves a part as it is.
package struct StaffChange: Sendable, Hashable {
    /// The version that was seen; nil does not ask.
    package var expectedVersion: Int?
    package var name: String?
    package var role: StaffRole?
    package var isDisabled: Bool?
    /// Some nil takes the department away.
    package var department: DepartmentID??
    package var passwordHash: String?

    /// Changes nothing yet.
    package init() {}
}

/// Why nothing was changed about somebody.
package enum StaffRefusal: String, Error, Sendable, CaseIterable {
    /// There is nobody of that id here.
    case notFound = "not_found"
    /// That person works here already.
    case exists
    /// The e-mail address is known at another hotel: a role here, name and password are the operator's to give.
    case worksElsewhere = "works_elsewhere"
    /// There is no such department here.
    case noDepartment = "no_department"
    /// A hotel keeps one admin at least.
    case lastAdmin = "last_admin"
    /// It was changed since it was seen.
    case version
}

/// The staff of one hotel, as its admins keep it.
package struct StaffStore: Sendable {
    private let scope: PropertyScope

    /// Works at the scope's hotel.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// The staff by name and id, from a place on.
    package func list(after: (name: String, id: StaffID)?, limit: Int) async throws -> [StaffMember] {
        let rows = try await scope.query(
            SQL(
                """
                \(fragment: Self.select)
                WHERE r.property_id = \(scope.property)
                  AND (\(after?.id)::uuid IS NULL OR (f.name, f.id) > (\(after?.name), \(after?.id)))
                ORDER BY f.name, f.id LIMIT \(limit)
                """
            ).named("staff.list")
        )
        return try rows.map(Self.member)
    }

    /// One of the staff, or nil.
    package func find(_ id: StaffID) async throws -> StaffMember? {
        let rows = try await scope.query(
            SQL("\(fragment: Self.select) WHERE r.property_id = \(scope.property) AND f.id = \(id)").named("staff.find")
        )
        return try rows.first.map(Self.member)
    }

    /// One of the staff by e-mail address, or nil.
    package func find(email: String) async throws -> StaffMember? {
        let rows = try await scope.query(
            SQL("\(fragment: Self.select) WHERE r.property_id = \(scope.property) AND f.email = \(email)")
                .named("staff.find_by_email")
        )
        return try rows.first.map(Self.member)
    }

    /// Adds somebody who has no account anywhere yet.
    ///
    /// - Throws: ``StaffRefusal``.
    package func add(_ person: NewStaffMember, by actor: String) async throws -> StaffID {
        let rows = try await scope.query(
            SQL(
                """
                SELECT outcome, staff_id FROM add_staff(\(person.email), \(person.name), \(person.role.rawValue),
                    \(person.department), \(person.passwordHash), \(actor))
                """
            ).named("staff.add")
        )
        guard let row = rows.first else { throw PostgresError(.protocolViolation, "add_staff answered nothing") }
        if let refusal = StaffRefusal(rawValue: try row.get("outcome")) { throw refusal }
        return try row.get("staff_id")
    }

    /// Changes somebody, and takes back in the same commit what no longer holds: sessions, tokens of another role.
    ///
    /// - Throws: ``StaffRefusal``.
    package func change(_ id: StaffID, _ change: StaffChange, by actor: String) async throws {
        let rows = try await scope.query(
            SQL(
                """
                SELECT change_staff(\(id), \(change.expectedVersion.map { Int32(clamping: $0) }), \(change.name),
                    \(change.role?.rawValue), \(change.isDisabled), \(change.department != nil),
                    \(change.department ?? nil), \(change.passwordHash), \(actor)) AS outcome
                """
            ).named("staff.change")
        )
        guard let row = rows.first else { throw PostgresError(.protocolViolation, "change_staff answered nothing") }
        if let refusal = StaffRefusal(rawValue: try row.get("outcome")) { throw refusal }
    }

    /// Ends every session of somebody at this hotel; returns how many.
    package func endSessions(of id: StaffID, by actor: String) async throws -> Int {
        let rows = try await scope.query(
            SQL("SELECT end_staff_sessions(\(id), 'revoked', \(actor)) AS ended").named("staff.end_sessions")
        )
        return Int(try rows.first?.get("ended", as: Int32.self) ?? 0)
    }

    private static let select: SQL = """
        SELECT f.id, f.email, f.name, r.role, r.department_id, r.disabled_at IS NOT NULL AS disabled, r.version,
               r.created_at
        FROM staff_roles r JOIN staff f ON f.id = r.staff_id
        """

    private static func member(_ row: Row) throws -> StaffMember {
        StaffMember(
            id: try row.get("id"),
            email: try row.get("email"),
            name: try row.get("name"),
            role: try row.word("role"),
            department: try row.get("department_id"),
            isDisabled: try row.get("disabled"),
            version: Int(try row.get("version", as: Int32.self)),
            createdAt: try row.get("created_at")
        )
    }
}
