package import Domain
package import Postgres

/// What only the operator does about people: who works at several hotels is no one hotel's to decide.
package struct SharedStaff: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool, which sees every hotel.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Gives somebody who has an account one more hotel.
    ///
    /// - Parameter passwordHash: their new password, which ends every session of theirs; nil leaves the one they have,
    ///   which the admins of the hotel that made the account may know.
    /// - Throws: ``StaffRefusal/notFound`` when there is no such account, ``StaffRefusal/exists`` when they work there.
    package func share(
        email: String,
        with property: PropertyID,
        role: StaffRole,
        passwordHash: String?,
        by actor: String
    ) async throws {
        let rows = try await executor.query(
            SQL("SELECT share_staff(\(property), \(email), \(role.rawValue), \(passwordHash), \(actor)) AS outcome")
                .named("staff.share")
        )
        guard let row = rows.first else { throw PostgresError(.protocolViolation, "share_staff answered nothing") }
        if let refusal = StaffRefusal(rawValue: try row.get("outcome")) { throw refusal }
    }

    /// Sets somebody's password, at whatever hotels they work, and ends every session of theirs.
    ///
    /// - Throws: ``StaffRefusal/notFound``.
    package func setPassword(email: String, passwordHash: String, by actor: String) async throws {
        let rows = try await executor.query(
            SQL("SELECT set_staff_password(\(email), \(passwordHash), \(actor)) AS done").named("staff.set_password")
        )
        guard try rows.first?.get("done", as: Bool.self) == true else { throw StaffRefusal.notFound }
    }
}
