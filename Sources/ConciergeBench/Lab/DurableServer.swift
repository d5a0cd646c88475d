import Postgres

/// The PostgreSQL server everything is measured on: it must not lose what it has acknowledged.
struct DurableServer: Sendable {
    let address: ServerAddress
    /// For example `15.18`.
    let version: String
    /// The settings a reader of the figures wants to know, `shared_buffers = 512MB` and so on.
    let settings: [String]

    /// Looks at the server.
    ///
    /// - Throws: ``BenchError`` when it may lose commits: such figures would say nothing.
    init(url: String) async throws {
        address = try ServerAddress(url)
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url))
        let rows = try await connection.query(
            """
            SELECT name, current_setting(name) AS value FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version', 'shared_buffers',
                'max_wal_size', 'wal_sync_method') ORDER BY name
            """
        )
        var found: [String: String] = [:]
        for row in rows { found[try row.get("name")] = try row.get("value", as: String.self) }
        await connection.close()
        for name in ["fsync", "synchronous_commit", "full_page_writes"] where found[name] != "on" {
            throw BenchError("the server has \(name) = \(found[name] ?? "?"); figures without durability say nothing")
        }
        version = found.removeValue(forKey: "server_version") ?? "?"
        settings = found.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    }

    /// Runs a body with a connection to one of the server's databases.
    func withConnection<Result>(
        to database: String? = nil,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        var configuration = PostgresConfiguration(database.map(address.database) ?? address.url)
        // Seeding and vacuuming take as long as they take.
        configuration.clientTimeout = .seconds(600)
        let connection = try await PostgresConnection.connect(configuration)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Makes a database, as a copy of another when one is named.
    func create(_ database: String, copying template: String? = nil) async throws {
        try await drop(database)
        try await withConnection { connection in
            let copy = template.map { " TEMPLATE \"\($0)\" STRATEGY FILE_COPY" } ?? ""
            try await connection.script("CREATE DATABASE \"\(database)\"\(copy)")
            // What the copy wrote must not be flushed while something is measured.
            try await connection.script("CHECKPOINT")
        }
    }

    /// Removes a database with whoever is still connected to it.
    func drop(_ database: String) async throws {
        try await withConnection { try await $0.script("DROP DATABASE IF EXISTS \"\(database)\" WITH (FORCE)") }
    }
}
