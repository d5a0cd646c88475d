import Foundation
package import Postgres
import Store

/// A database of one test suite's own, cloned from a migrated template, on the server of
/// `CONCIERGE_TEST_DATABASE_URL`.
///
/// Advisory locks, notifications and sequences belong to a database, so suites with their own never meet.
package struct TestDatabase: Sendable {
    /// How to reach it, as the user that owns it.
    package let configuration: PostgresConfiguration
    /// Its name on the server.
    package let name: String

    /// The address of the server, the database left out of it.
    package static var serverURL: String {
        ProcessInfo.processInfo.environment["CONCIERGE_TEST_DATABASE_URL"]
            ?? "postgresql://concierge@127.0.0.1:5432/postgres"
    }

    /// The folder of the migrations.
    package static var migrationsFolder: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Migrations").path
    }

    /// The URL of a database on the test server.
    package static func url(of database: String) -> String {
        var components = URLComponents(string: serverURL)
        components?.path = "/" + database
        return components?.string ?? serverURL
    }

    /// Its URL, for a program to connect to.
    package var url: String { Self.url(of: name) }

    /// Runs a test with a fresh, migrated database and drops it afterwards.
    package static func withClone<Result>(
        _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        try await use(Template.shared.name(), body)
    }

    /// Runs a test with a fresh database that nothing was done to, and drops it afterwards.
    package static func withEmpty<Result>(
        _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        try await use("template0", body)
    }

    private static func use<Result>(
        _ template: String,
        _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        await Seats.shared.take()
        do {
            let result = try await useSeated(template, body)
            await Seats.shared.giveBack()
            return result
        } catch {
            await Seats.shared.giveBack()
            throw error
        }
    }

    private static func useSeated<Result>(
        _ template: String,
        _ body: (TestDatabase) async throws -> Result
    ) async throws -> Result {
        let database = try await clone(of: template)
        do {
            let result = try await body(database)
            try await database.drop()
            return result
        } catch {
            try await database.drop()
            throw error
        }
    }

    private static func clone(of template: String) async throws -> TestDatabase {
        let name = "concierge_test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        try await administer("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY wal_log", label: "test.clone")
        return TestDatabase(configuration: patient(PostgresConfiguration(url(of: name))), name: name)
    }

    /// Gives up on the server only when no machine is so busy: making and dropping a database waits for its disk, and for
    /// others who do the same.
    private static func patient(_ configuration: PostgresConfiguration) -> PostgresConfiguration {
        var configuration = configuration
        configuration.clientTimeout = .seconds(300)
        configuration.connectTimeout = .seconds(60)
        return configuration
    }

    private func drop() async throws {
        try await Self.administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", label: "test.drop")
    }

    /// Runs a command on the server's own database. The server gives sessions that are in its way five seconds to go; on
    /// a busy machine some need longer.
    private static func administer(_ command: String, label: String) async throws {
        try await administer { server in
            let inUse = SQLState(rawValue: "55006")
            for attempt in 1... {
                do {
                    return try await server.script(command, label: label)
                } catch let error as PostgresError where error.sqlState == inUse && attempt < 12 {
                    continue
                }
            }
        }
    }

    /// Speaks to the server's own database.
    static func administer<Result>(_ body: (PostgresConnection) async throws -> Result) async throws -> Result {
        let server = try await PostgresConnection.connect(patient(PostgresConfiguration(serverURL)))
        do {
            let result = try await body(server)
            await server.close()
            return result
        } catch {
            await server.close()
            throw error
        }
    }
}
