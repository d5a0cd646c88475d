import Foundation
import Postgres
import Testing

@Suite(.database)
struct ConnectTests {
    /// The tests' server as the last of several hosts.
    private func configuration(behind host: SilentHost) throws -> PostgresConfiguration {
        var settings = try configuration()
        let url = try #require(URLComponents(string: settings.connectionString))
        let (name, port) = (url.host ?? "127.0.0.1", url.port ?? 5432)
        let credentials = url.user.map { user in user + (url.password.map { ":\($0)" } ?? "") + "@" } ?? ""
        settings.connectionString = "postgres://\(credentials)127.0.0.1:\(host.port),\(name):\(port)\(url.path)"
        // Libpq's own floor is two; the host that does answer has as much.
        settings.connectTimeout = .seconds(5)
        return settings
    }

    private func configuration() throws -> PostgresConfiguration {
        try PostgresTests.configuration()
    }

    @Test(.timeLimit(.minutes(15)))
    func `a host that accepts and says nothing times out, and the next one is used`() async throws {
        let host = try SilentHost()
        let started = ContinuousClock.now
        let connection = try await PostgresConnection.connect(configuration(behind: host))
        #expect(ContinuousClock.now - started < .seconds(40))
        #expect(try await connection.query("SELECT 1").count == 1)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(15)))
    func `a silent host does not hold up others, and leaving it takes no time`() async throws {
        let host = try SilentHost()
        var silent = PostgresConfiguration("postgres://x@127.0.0.1:\(host.port)/x")
        silent.connectTimeout = .seconds(600)
        let attempts = (0..<3).map { _ in Task { [silent] in try await PostgresConnection.connect(silent) } }
        let answered = try await withConnection { try await $0.query("SELECT 1").count }
        #expect(answered == 1)
        for attempt in attempts {
            attempt.cancel()
            await #expect(throws: CancellationError.self) { try await attempt.value }
        }
    }

    @Test func `a refused connection says so, without the password`() async throws {
        let host = try SilentHost(isListening: false)
        let port = host.port
        for string in ["postgres://u:hunter2@127.0.0.1:\(port)/x", "postgres:/u:hunter2@/nonsense", "host='hunter2"] {
            let error = try await postgresError { try await PostgresConnection.connect(PostgresConfiguration(string)) }
            #expect(error.code == .connectFailed)
            #expect(error.isConnectionLoss)
            #expect(!error.description.contains("hunter2"), "\(error)")
        }
    }

    @Test func `callers of a pool without a server learn that after the waiting deadline`() async throws {
        let host = try SilentHost(isListening: false)
        let port = host.port
        let recorder = Recorder()
        var settings = PoolConfiguration(size: 2, waitDeadline: .seconds(3))
        settings.backoff = Backoff(minimum: .milliseconds(10), maximum: .milliseconds(50))
        let pool = PostgresPool(
            PostgresConfiguration("postgres://127.0.0.1:\(port)/x"),
            pool: settings,
            observer: recorder
        )
        try await using(pool) { pool in
            let error = try await postgresError { try await pool.query("SELECT 1") }
            #expect(error.code == .connectFailed)
            #expect(error.message.contains("refused"))
            #expect(pool.statistics.connectFailures > 1)
        }
        #expect(recorder.recorded.contains { if case .connectFailed = $0 { true } else { false } })
    }

    @Test(.timeLimit(.minutes(15)))
    func `a server that falls silent in mid-query is given up after deadline and grace`() async throws {
        let proxy = try await SilencingProxy(to: TestDatabase.serverURL)
        var settings = try configuration()
        settings.connectionString = try proxied(settings.connectionString, port: proxy.port)
        settings.clientTimeout = .seconds(2)
        settings.cancelGrace = .milliseconds(200)
        let connection = try await PostgresConnection.connect(settings)
        #expect(try await connection.query("SELECT 1").count == 1)
        proxy.fallSilent()
        let error = try await postgresError { try await connection.query("SELECT 1") }
        #expect(error.code == .timeout)
        let next = try await postgresError { try await connection.query("SELECT 1") }
        #expect(next.code == .connectionLost)
    }
}
