import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// The schema is brought up to date once, whoever tries and however often.
@Suite struct MigratorTests {
    private static let two = [
        MigrationFile(version: 1, name: "one", text: "CREATE TABLE one (id integer)"),
        MigrationFile(version: 2, name: "two", text: "CREATE TABLE two (id integer); INSERT INTO two VALUES (1), (2);"),
    ]

    private func refusal(_ body: () async throws -> Void) async throws -> String {
        try #require(await #expect(throws: MigrationError.self) { try await body() }).description
    }

    private func connection<Result>(
        _ database: TestDatabase,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await PostgresConnection.connect(database.configuration)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    @Test func `A fresh database gets every file, a second run does nothing`() async throws {
        try await TestDatabase.withEmpty { database in
            let migrator = try Migrator(folder: TestDatabase.migrationsFolder)
            let names = try MigrationFile.read(folder: TestDatabase.migrationsFolder).map(\.name)
            let first = try await migrator.run(on: database.configuration)
            #expect(first.ran.map { String($0.dropFirst(5)) } == names)
            #expect(first.version == names.count)
            let second = try await migrator.run(on: database.configuration)
            #expect(second.ran.isEmpty)
            #expect(second.version == names.count)
            let pending = try await connection(database) { try await migrator.pending(on: $0) }
            #expect(pending.isEmpty)
        }
    }

    @Test(arguments: [
        "INSERT INTO events (property_id, kind, xid) SELECT id, 'test', '999999999999' FROM properties",
        "INSERT INTO event_log (property_id, floor) SELECT id, '999999999999' FROM properties",
    ])
    func `A log that speaks of transactions to come is another server's, and is begun anew, once`(trace: String)
        async throws
    {
        try await TestDatabase.withEmpty { database in
            let migrator = try Migrator(folder: TestDatabase.migrationsFolder)
            #expect(try await migrator.run(on: database.configuration).restartedLog == false)
            try await connection(database) { connection in
                try await connection.script(
                    "INSERT INTO properties (slug, name) VALUES ('aurora', 'Aurora'); \(trace)",
                    label: "test.restore"
                )
            }
            #expect(try await migrator.run(on: database.configuration).restartedLog)
            #expect(try await migrator.run(on: database.configuration).restartedLog == false)
            let isWhole = try await connection(database) { connection in
                try await connection.query(
                    """
                    SELECT (SELECT generation IS NOT NULL AND floor = '0' FROM event_log)
                       AND NOT EXISTS (SELECT FROM events WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())) AS whole
                    """
                ).first?.get("whole", as: Bool.self)
            }
            #expect(isWhole == true)
        }
    }

    @Test func `What is pending is known before anything was ever run`() async throws {
        try await TestDatabase.withEmpty { database in
            let pending = try await connection(database) { try await Migrator(files: Self.two).pending(on: $0) }
            #expect(pending == Self.two)
        }
    }

    @Test func `A file that was changed after it was run is refused`() async throws {
        try await TestDatabase.withEmpty { database in
            _ = try await Migrator(files: Self.two).run(on: database.configuration)
            let changed = [MigrationFile(version: 1, name: "one", text: "CREATE TABLE one (id bigint)"), Self.two[1]]
            #expect(
                try await refusal { _ = try await Migrator(files: changed).run(on: database.configuration) }
                    == "migration 1 (one) was changed after it had been run; restore the file and put the change into a new one"
            )
        }
    }

    @Test func `A program older than its database is refused`() async throws {
        try await TestDatabase.withEmpty { database in
            _ = try await Migrator(files: Self.two).run(on: database.configuration)
            let sentence = try await refusal {
                _ = try await Migrator(files: [Self.two[0]]).run(on: database.configuration)
            }
            #expect(sentence.hasPrefix("the database has migration 2 (two), which this program does not know"))
        }
    }

    @Test(arguments: [
        (["0001_one.sql", "0003_three.sql"], "migration 2 is missing, or a number is used twice"),
        (["0001_one.sql", "0001_uno.sql"], "migration 2 is missing, or a number is used twice"),
        (["one.sql"], "one.sql is not named like 0001_name.sql"),
        (["README.md"], "holds no migration"),
    ])
    func `A folder whose files do not follow one another is refused`(_ names: [String], _ reason: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in names { try Data("SELECT 1".utf8).write(to: folder.appending(path: name)) }
        let error = #expect(throws: MigrationError.self) { try MigrationFile.read(folder: folder.path) }
        try FileManager.default.removeItem(at: folder)
        #expect(try #require(error).description.hasSuffix(reason))
    }

    @Test func `A file that fails leaves nothing behind and says which, why and with what code`() async throws {
        try await TestDatabase.withEmpty { database in
            let files = [
                Self.two[0],
                MigrationFile(version: 2, name: "bad", text: "CREATE TABLE half (id integer);\nSELECT 1 / 0;"),
            ]
            let sentence = try await refusal { _ = try await Migrator(files: files).run(on: database.configuration) }
            #expect(sentence == "migration 0002_bad failed: division by zero (22012)")
            try await connection(database) { connection in
                let half = try await connection.query("SELECT to_regclass('half') IS NULL AS gone")
                #expect(try half.first?.get("gone", as: Bool.self) == true)
                let versions = try await connection.query("SELECT version FROM schema_migrations")
                #expect(try versions.map { try $0.get("version", as: Int32.self) } == [1])
            }
            // The next run starts where this one failed.
            #expect(try await Migrator(files: Self.two).run(on: database.configuration).ran == ["0002_two"])
        }
    }

    @Test func `A file may ask to run outside of a transaction`() async throws {
        try await TestDatabase.withEmpty { database in
            let files =
                Self.two + [
                    MigrationFile(
                        version: 3,
                        name: "index",
                        text: """
                            -- transaction: none
                            CREATE INDEX CONCURRENTLY IF NOT EXISTS two_id ON two (id);
                            COMMENT ON TABLE two IS 'one; two';
                            """
                    )
                ]
            #expect(try await Migrator(files: files).run(on: database.configuration).version == 3)
            try await connection(database) { connection in
                let found = try await connection.query("SELECT to_regclass('two_id') IS NOT NULL AS present")
                #expect(try found.first?.get("present", as: Bool.self) == true)
            }
        }
    }

    @Test func `Of many nodes that start at once one migrates and the others wait for it`() async throws {
        try await TestDatabase.withEmpty { database in
            let migrator = try Migrator(folder: TestDatabase.migrationsFolder)
            let reports = try await withThrowingTaskGroup(of: Migrator.Report.self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.run(on: database.configuration) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.count { !$0.ran.isEmpty } == 1)
            #expect(Set(reports.map(\.version)).count == 1)
        }
    }
}
