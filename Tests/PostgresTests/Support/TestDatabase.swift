import Foundation
import Postgres
import Testing

/// A database of a suite's own, made before its tests and dropped after them.
struct TestDatabase: Sendable {
    @TaskLocal static var current: TestDatabase?

    /// The server's superuser URL.
    static var serverURL: String {
        ProcessInfo.processInfo.environment["CONCIERGE_TEST_DATABASE_URL"]
            ?? "postgresql://concierge@127.0.0.1:5432/postgres"
    }

    let name: String

    var configuration: PostgresConfiguration {
        var configuration = PostgresConfiguration(TestDatabase.serverURL)
        if var url = URLComponents(string: TestDatabase.serverURL), url.scheme != nil {
            url.path = "/\(name)"
            configuration.connectionString = url.string ?? ""
        } else {
            configuration.connectionString += " dbname=\(name)"
        }
        return configuration
    }

    static func administer(_ script: String) async throws {
        var configuration = PostgresConfiguration(serverURL)
        // Making and dropping a database waits for the server's disk, and for others who do the same.
        configuration.clientTimeout = .seconds(300)
        configuration.connectTimeout = .seconds(60)
        let connection = try await PostgresConnection.connect(configuration)
        try await connection.script(script)
        await connection.close()
    }
}

/// The configuration of the current suite's database.
func configuration() throws -> PostgresConfiguration {
    try #require(TestDatabase.current, "the suite lacks the trait .database").configuration
}

/// Runs `body` with a pool on the suite's database, and shuts the pool down.
func withPool<Result>(
    size: Int = 4,
    configure: (inout PostgresConfiguration, inout PoolConfiguration) -> Void = { _, _ in },
    _ body: (PostgresPool) async throws -> Result
) async throws -> Result {
    var postgres = try configuration()
    var settings = PoolConfiguration(size: size)
    configure(&postgres, &settings)
    return try await using(PostgresPool(postgres, pool: settings), body)
}

/// Runs `body` with the pool and shuts it down.
func using<Result>(_ pool: PostgresPool, _ body: (PostgresPool) async throws -> Result) async throws -> Result {
    do {
        let result = try await body(pool)
        await pool.shutdown()
        return result
    } catch {
        await pool.shutdown()
        throw error
    }
}

/// Runs `body` with one connection to the suite's database, and closes it.
func withConnection<Result>(
    configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (PostgresConnection) async throws -> Result
) async throws -> Result {
    var settings = try configuration()
    configure(&settings)
    let connection = try await PostgresConnection.connect(settings)
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}

struct DatabaseTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let name = "postgres_tests_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(16)
        try await TestDatabase.administer("CREATE DATABASE \(name)")
        do {
            try await TestDatabase.$current.withValue(TestDatabase(name: name), operation: function)
        } catch {
            try await TestDatabase.administer("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
        try await TestDatabase.administer("DROP DATABASE \(name) WITH (FORCE)")
    }
}

extension Trait where Self == DatabaseTrait {
    /// The suite runs on a database of its own.
    static var database: DatabaseTrait { DatabaseTrait() }
}
