import Foundation
import Postgres
import Store

/// The migrated database that test databases are cloned from. Made once per state of the migrations, and shared by all
/// test processes of one server.
actor Template {
    static let shared = Template()

    private var making: Task<String, any Error>?

    /// Its name; made by the first who asks.
    func name() async throws -> String {
        if let making { return try await making.value }
        let task = Task { try await Self.make() }
        making = task
        return try await task.value
    }

    private static func make() async throws -> String {
        let files = try MigrationFile.read(folder: TestDatabase.migrationsFolder)
        let digest = files.flatMap(\.checksum).reduce(into: UInt64(14_695_981_039_346_656_037)) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        let name = "concierge_template_\(String(digest, radix: 16))"
        try await TestDatabase.administer { server in
            // Several test processes may start at once; one makes it, under a lock of the server's own database.
            try await server.script("SELECT pg_advisory_lock(7266546)", label: "template.lock")
            let rows = try await server.query("SELECT FROM pg_database WHERE datname = \(name)")
            guard rows.isEmpty else { return }
            let draft = name + "_draft"
            try await server.script("DROP DATABASE IF EXISTS \(draft) WITH (FORCE)", label: "template.clear")
            try await server.script("CREATE DATABASE \(draft) TEMPLATE template0", label: "template.create")
            _ = try await Migrator(files: files).run(on: PostgresConfiguration(TestDatabase.url(of: draft)))
            try await server.script("ALTER DATABASE \(draft) RENAME TO \(name)", label: "template.rename")
        }
        return name
    }
}
