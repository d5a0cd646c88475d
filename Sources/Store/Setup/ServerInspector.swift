package import Postgres

/// What a database server says about itself, for whoever checks an installation.
package struct ServerInspector: Sendable {
    private let executor: any PostgresExecutor

    /// What was found.
    package struct Facts: Sendable {
        /// For example 150018.
        package let versionNumber: Int
        /// For people, for example `15.18`.
        package let version: String
        package let maxConnections: Int
        /// Kept back for superusers.
        package let reservedConnections: Int
        /// Roles that do not exist or that our user may not act as.
        package let unusableRoles: [String]
        /// Our name there.
        package let user: String
    }

    /// Works as the user of the connection string, not as a role.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Asks for everything that needs no schema.
    package func facts() async throws -> Facts {
        let roles = Database.Role.allCases.map(\.rawValue)
        let rows = try await executor.query(
            SQL(
                """
                SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
                       current_setting('max_connections')::int AS connections,
                       current_setting('superuser_reserved_connections')::int AS reserved,
                       current_user::text AS name,
                       ARRAY(SELECT wanted FROM unnest(\(roles)) AS wanted
                             WHERE NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = wanted
                                               AND pg_has_role(current_user, r.oid, 'MEMBER'))) AS unusable
                """
            ).named("doctor.facts")
        )
        guard let row = rows.first else { throw SetupError("the server said nothing about itself") }
        return Facts(
            versionNumber: Int(try row.get("number", as: Int32.self)),
            version: try row.get("version"),
            maxConnections: Int(try row.get("connections", as: Int32.self)),
            reservedConnections: Int(try row.get("reserved", as: Int32.self)),
            unusableRoles: try row.get("unusable"),
            user: try row.get("name")
        )
    }

    /// For how many months from now on, this one included, every log has its partition.
    package func monthsOfLogPartitions() async throws -> Int {
        let rows = try await executor.query(
            SQL(
                """
                SELECT count(*)::int AS months FROM (
                    SELECT bool_and(bool_and(present)) OVER (ORDER BY month) AS unbroken FROM (
                        SELECT month, to_regclass(log || '_' || to_char(date_trunc('month', now() AT TIME ZONE 'UTC')
                                   + make_interval(months => month), 'YYYY_MM')) IS NOT NULL AS present
                        FROM generate_series(0, 24) AS month,
                             unnest(ARRAY['receipts', 'events', 'delivery_attempts', 'turn_events', 'audit']) AS log
                    ) AS each_log GROUP BY month
                ) AS each_month WHERE unbroken
                """
            ).named("doctor.partitions")
        )
        return Int(try rows.first?.get("months", as: Int32.self) ?? 0)
    }
}
