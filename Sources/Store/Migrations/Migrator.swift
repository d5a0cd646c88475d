package import Postgres

/// Brings a database's schema up to date. Any number of nodes may try at once: one does it, the others wait.
package struct Migrator: Sendable {
    private let files: [MigrationFile]

    /// Reads the files of a folder; see ``MigrationFile/read(folder:)``.
    package init(folder: String) throws {
        files = try MigrationFile.read(folder: folder)
    }

    /// Takes files at hand.
    package init(files: [MigrationFile]) {
        self.files = files
    }

    /// What a run did.
    package struct Report: Sendable {
        /// The names of the files run now, `0001_roles` and so on.
        package let ran: [String]
        /// The schema's version now.
        package let version: Int
        /// Whether the event log was another server's, as after a restore from a dump, and was begun anew.
        package let restartedLog: Bool
    }

    /// Runs what is missing, each file in a transaction of its own unless it is marked otherwise.
    ///
    /// - Throws: ``MigrationError`` with one clear sentence, or `PostgresError` when the server cannot be reached.
    package func run(on configuration: PostgresConfiguration) async throws -> Report {
        let connection = try await PostgresConnection.connect(configuration)
        do {
            let report = try await run(on: connection)
            await connection.close()
            return report
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Says what a run would do, without doing it.
    package func pending(on executor: any PostgresExecutor) async throws -> [MigrationFile] {
        try MigrationPlan(files: files, applied: try await applied(executor)).pending
    }

    private func run(on connection: PostgresConnection) async throws -> Report {
        // The server's settings may limit both; a migration waits its turn and takes the time it takes.
        try await connection.script("SET lock_timeout = 0; SET statement_timeout = 0", label: "migrate.prepare")
        try await connection.script("SELECT pg_advisory_lock(\(Self.lockKey))", label: "migrate.lock")
        _ = try await connection.query(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version integer PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(), duration_ms double precision NOT NULL)
            """
        )
        let plan = try MigrationPlan(files: files, applied: try await applied(connection))
        for file in plan.pending { try await run(file, on: connection) }
        let restartedLog = try await restartForeignLog(on: connection)
        _ = try await connection.query("SELECT pg_advisory_unlock(\(Self.lockKey)) AS done")
        return Report(
            ran: plan.pending.map(Self.label),
            version: files.last?.version ?? 0,
            restartedLog: restartedLog
        )
    }

    /// Begins the event log anew when it speaks of transactions that this server has yet to begin: its followers would
    /// be told nothing until it had.
    private func restartForeignLog(on connection: PostgresConnection) async throws -> Bool {
        let known = try await connection.query("SELECT to_regprocedure('event_log_is_foreign()') IS NOT NULL AS known")
        guard try known.first?.get("known", as: Bool.self) == true else { return false }
        let rows = try await connection.query("SELECT event_log_is_foreign() AS foreign")
        guard try rows.first?.get("foreign", as: Bool.self) == true else { return false }
        try await connection.script("SELECT restart_event_log()", label: "migrate.restart_event_log")
        return true
    }

    private func run(_ file: MigrationFile, on connection: PostgresConnection) async throws {
        let started = ContinuousClock.now
        do {
            if file.isTransactional {
                try await connection.script("BEGIN", label: Self.label(file))
                try await connection.script(file.text, label: Self.label(file))
                try await remember(file, started, on: connection)
                try await connection.script("COMMIT", label: Self.label(file))
            } else {
                // A statement at a time: several in one message would share a transaction after all.
                for statement in StatementSplitter.split(file.text) {
                    try await connection.script(statement, label: Self.label(file))
                }
                try await remember(file, started, on: connection)
            }
        } catch let error as PostgresError where error.code == .server {
            let state = error.sqlState.map { " (\($0))" } ?? ""
            throw MigrationError("migration \(Self.label(file)) failed: \(error.message)\(state)")
        }
    }

    private func remember(
        _ file: MigrationFile,
        _ started: ContinuousClock.Instant,
        on connection: PostgresConnection
    ) async throws {
        let elapsed = (ContinuousClock.now - started).milliseconds
        _ = try await connection.query(
            """
            INSERT INTO schema_migrations (version, name, checksum, duration_ms)
            VALUES (\(Int32(file.version)), \(file.name), \(Bytes(file.checksum)), \(elapsed))
            """
        )
    }

    private func applied(_ executor: any PostgresExecutor) async throws -> [MigrationPlan.Applied] {
        let exists = try await executor.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS present")
        guard try exists.first?.get("present", as: Bool.self) == true else { return [] }
        let rows = try await executor.query("SELECT version, name, checksum FROM schema_migrations ORDER BY version")
        return try rows.map { row in
            MigrationPlan.Applied(
                version: Int(try row.get("version", as: Int32.self)),
                name: try row.get("name"),
                checksum: try row.get("checksum", as: Bytes.self).array
            )
        }
    }

    private static func label(_ file: MigrationFile) -> String {
        let digits = String(file.version)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + file.name
    }

    /// One key for all nodes: "concierg" in ASCII.
    private static let lockKey: Int64 = 0x636F_6E63_6965_7267
}
