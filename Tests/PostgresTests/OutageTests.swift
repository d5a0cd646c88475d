import Postgres
import Testing

@Suite
struct OutageTests {
    @Test(.timeLimit(.minutes(15)))
    func `a pool under load recovers unaided when its server stops and comes back`() async throws {
        try await PrivateServer.with { server in
            var settings = PoolConfiguration(size: 4, waitDeadline: .milliseconds(500))
            settings.backoff = Backoff(minimum: .milliseconds(10), maximum: .milliseconds(200))
            let successes = Counter()
            let failures = Counter()
            let end = Counter()
            let pool = PostgresPool(server.configuration, pool: settings)
            try await using(pool) { pool in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<16 {
                        group.addTask {
                            while end.value == 0 {
                                do {
                                    _ = try await pool.query("SELECT 1")
                                    successes.raise()
                                } catch let error as PostgresError {
                                    #expect(error.isConnectionLoss || error.code == .poolExhausted, "\(error)")
                                    failures.raise()
                                }
                            }
                        }
                    }
                    func more(of counter: Counter, _ what: Comment) async throws {
                        let before = counter.value
                        try await eventually(what) { counter.value > before + 50 }
                    }
                    try await more(of: successes, "queries work")
                    for _ in 0..<2 {
                        try await server.stop()
                        try await more(of: failures, "queries fail while the server is down")
                        try await server.start()
                        try await more(of: successes, "queries work again")
                    }
                    end.raise()
                    try await group.waitForAll()
                }
                #expect(pool.statistics.leased == 0 && pool.statistics.waiting == 0)
                #expect(pool.statistics.losses >= 2)
            }
        }
    }
}
