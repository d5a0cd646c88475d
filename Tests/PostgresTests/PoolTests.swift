import Postgres
import Testing

@Suite(.database)
struct PoolTests {
    @Test(.timeLimit(.minutes(15)))
    func `a thousand callers share eight connections, and all are served`() async throws {
        try await withPool(size: 8) {
            $1.waitDeadline = .seconds(240)
        } _: { pool in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for caller in 0..<1000 {
                    group.addTask {
                        var sum = 0
                        for _ in 0..<3 { sum += try await pool.query("SELECT \(caller)")[0].get(0, as: Int.self) }
                        return sum
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 3 * 999 * 1000 / 2)
            let statistics = pool.statistics
            #expect(statistics.connects <= 8 && statistics.leased == 0 && statistics.waiting == 0)
            #expect(statistics.queries == 3000)
        }
    }

    @Test func `waiting callers are served first come, first served`() async throws {
        try await withPool(size: 1) { pool in
            let served = Inbox<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                let release = Gate()
                let held = Gate()
                group.addTask {
                    try await pool.withConnection { _ in
                        held.open()
                        await release.wait()
                    }
                }
                await held.wait()
                for caller in 0..<20 {
                    group.addTask { try await pool.withConnection { _ in served.put(caller) } }
                    try await eventually("caller \(caller) waits") { pool.statistics.waiting == caller + 1 }
                }
                release.open()
                try await group.waitForAll()
            }
            #expect(served.all == Array(0..<20))
        }
    }

    @Test func `nobody waits longer than the deadline`() async throws {
        try await withPool(size: 1) {
            $1.waitDeadline = .milliseconds(100)
        } _: { pool in
            try await eventually("the connection is open") {
                do {
                    return try await pool.query("SELECT 1").count == 1
                } catch let error as PostgresError where error.code != .server {
                    return false
                }
            }
            let before = pool.statistics.timeouts
            try await pool.withConnection { _ in
                let started = ContinuousClock.now
                let error = try await postgresError { try await pool.query("SELECT 1") }
                #expect(error.code == .poolExhausted)
                #expect(ContinuousClock.now - started >= .milliseconds(100))
            }
            #expect(try await pool.query("SELECT 1").count == 1)
            #expect(pool.statistics.timeouts == before + 1)
        }
    }

    @Test func `a caller that is cancelled while waiting leaves the line`() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withConnection { _ in
                let task = Task { try await pool.query("SELECT 1") }
                try await eventually("the caller waits") { pool.statistics.waiting == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(pool.statistics.waiting == 0)
                let late = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await pool.query("SELECT 1")
                }
                await #expect(throws: CancellationError.self) { try await late.value }
            }
            #expect(try await pool.query("SELECT 1").count == 1)
        }
    }

    @Test func `too many callers are refused at once`() async throws {
        try await withPool(size: 1) {
            $1.maxWaiters = 0
        } _: { pool in
            let error = try await postgresError { try await pool.query("SELECT 1") }
            #expect(error.code == .poolExhausted)
        }
    }

    @Test func `a session killed in mid-query is a lost connection, and the next query works`() async throws {
        let recorder = Recorder()
        let pool = PostgresPool(try configuration(), pool: PoolConfiguration(size: 2), observer: recorder)
        try await using(pool) { pool in
            try await withConnection { killer in
                let pid = try await pool.query("SELECT pg_backend_pid()")[0].get(0, as: Int32.self)
                let task = Task { try await pool.query("SELECT pg_sleep(600)") }
                try await untilActive(pid, seenBy: killer)
                _ = try await killer.query("SELECT pg_terminate_backend(\(pid))")
                let error = try await postgresError { try await task.value }
                #expect(error.code == .connectionLost)
                #expect(error.sqlState == .adminShutdown)
                #expect(error.isConnectionLoss)
                #expect(try await pool.query("SELECT 1").count == 1)
                #expect(pool.statistics.losses == 1 && pool.statistics.reconnects == 1)
            }
        }
        let losses = recorder.recorded.count { if case .connectionLost = $0 { true } else { false } }
        #expect(losses == 1)
    }

    @Test func `sessions killed while idle are noticed before they are lent again`() async throws {
        try await withPool(size: 3) { pool in
            try await withConnection { killer in
                // Three at once, so that three connections are open.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 { group.addTask { _ = try await pool.query("SELECT pg_sleep(0.05)") } }
                    try await group.waitForAll()
                }
                #expect(pool.statistics.idle == 3)
                // Wait until they are gone for the server, longer than a fresh connection is trusted blindly.
                _ = try await killer.query(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(0.05)%'"
                )
                _ = try await killer.query("SELECT pg_sleep(0.15)")
                for _ in 0..<3 { #expect(try await pool.query("SELECT 1").count == 1) }
                #expect(pool.statistics.losses >= 1)
            }
        }
    }

    @Test func `upkeep finds connections that died while idle`() async throws {
        try await withPool(size: 2) {
            $1.healthCheckInterval = .milliseconds(20)
        } _: { pool in
            let pid = try await pool.query("SELECT pg_backend_pid()")[0].get(0, as: Int32.self)
            let upkeep = Task { await pool.run() }
            try await withConnection { _ = try await $0.query("SELECT pg_terminate_backend(\(pid), 5000)") }
            try await eventually("the dead connection is closed") {
                pool.statistics.losses == 1 && pool.statistics.idle == 0
            }
            upkeep.cancel()
            await upkeep.value
        }
    }

    @Test func `shutdown lets the busy finish, and then refuses everybody`() async throws {
        let pool = PostgresPool(try configuration(), pool: PoolConfiguration(size: 2))
        let entered = Gate()
        let leave = Gate()
        let busy = Task {
            try await pool.withConnection { connection in
                entered.open()
                await leave.wait()
                return try await connection.query("SELECT 1").count
            }
        }
        await entered.wait()
        let shutdown = Task { await pool.shutdown() }
        try await eventually("the pool refuses newcomers") {
            do {
                _ = try await pool.query("SELECT 1")
                return false
            } catch let error as PostgresError {
                return error.code == .poolClosed
            }
        }
        leave.open()
        #expect(try await busy.value == 1)
        await shutdown.value
        #expect(pool.statistics.leased == 0 && pool.statistics.idle == 0)
        await pool.shutdown()
    }

    @Test func `shutdown cancels what exceeds its grace`() async throws {
        var settings = PoolConfiguration(size: 1)
        settings.shutdownGrace = .zero
        let pool = PostgresPool(try configuration(), pool: settings)
        try await withConnection { watcher in
            let pid = try await pool.query("SELECT pg_backend_pid()")[0].get(0, as: Int32.self)
            let busy = Task { try await pool.query("SELECT pg_sleep(600)") }
            try await untilActive(pid, seenBy: watcher)
            await pool.shutdown()
            let error = try await postgresError { try await busy.value }
            #expect(error.code == .poolClosed)
        }
    }

    @Test func `session settings apply, roles and odd characters included`() async throws {
        let role = "role_\(UInt32.random(in: 0 ... .max))"
        try await withConnection {
            try await $0.script("CREATE ROLE \(role); GRANT CREATE ON SCHEMA public TO \(role)")
        }
        try await withPool { postgres, _ in
            postgres.options = ["role": role, "lock_timeout": "200", "app.greeting": "a \\ b  c"]
            postgres.applicationName = "the tests"
            postgres.statementTimeout = .milliseconds(12_345)
        } _: { pool in
            let row = try await pool.query(
                "SELECT current_user::text, current_setting('lock_timeout'), current_setting('app.greeting'), current_setting('application_name'), current_setting('statement_timeout')"
            )[0]
            let (user, lock, greeting, name, timeout) = try row.decode(
                String.self,
                String.self,
                String.self,
                String.self,
                String.self
            )
            #expect([user, lock, greeting, name, timeout] == [role, "200ms", "a \\ b  c", "the tests", "12345ms"])
        }
        try await withConnection { try await $0.script("DROP OWNED BY \(role); DROP ROLE \(role)") }
    }
}
