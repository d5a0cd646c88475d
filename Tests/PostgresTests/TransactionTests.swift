import Postgres
import Testing

@Suite(.database)
struct TransactionTests {
    private struct Refused: Error {}

    /// A pool on a table of the test's own.
    private func withTable(_ body: (PostgresPool, SQL) async throws -> Void) async throws {
        try await withPool(size: 2) { pool in
            let table = "t\(UInt32.random(in: 0 ... .max))"
            try await pool.withConnection { try await $0.script("CREATE TABLE \(table) (a int PRIMARY KEY)") }
            try await body(pool, "\(identifier: table)")
        }
    }

    @Test func `what the body did is kept when it returns`() async throws {
        try await withTable { pool, table in
            let answer = try await pool.transaction { transaction in
                _ = try await transaction.query("INSERT INTO \(fragment: table) VALUES (1)")
                _ = try await transaction.pipeline(["INSERT INTO \(fragment: table) VALUES (2)", "SELECT 1"])
                return "done"
            }
            #expect(answer == "done")
            let rows = try await pool.query("SELECT * FROM \(fragment: table)")
            #expect(rows.count == 2)
            #expect(pool.statistics.leased == 0)
        }
    }

    @Test func `what the body did is undone when it throws, and the error passes through`() async throws {
        try await withTable { pool, table in
            await #expect(throws: Refused.self) {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO \(fragment: table) VALUES (1)")
                    throw Refused()
                }
            }
            let rows = try await pool.query("SELECT * FROM \(fragment: table)")
            #expect(rows.isEmpty)
        }
    }

    @Test func `what the body did is undone when the task is cancelled`() async throws {
        try await withTable { pool, table in
            let inserted = Gate()
            let cancelled = Gate()
            let task = Task {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO \(fragment: table) VALUES (1)")
                    inserted.open()
                    await cancelled.wait()
                }
            }
            await inserted.wait()
            task.cancel()
            cancelled.open()
            await #expect(throws: CancellationError.self) { try await task.value }
            let rows = try await pool.query("SELECT * FROM \(fragment: table)")
            #expect(rows.isEmpty)
        }
    }

    @Test func `a body that swallowed an error cannot commit`() async throws {
        try await withTable { pool, table in
            let error = try await postgresError {
                try await pool.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO \(fragment: table) VALUES (1)")
                    _ = try? await transaction.query("INSERT INTO \(fragment: table) VALUES (1)")
                }
            }
            #expect(error.code == .transactionAborted)
            let rows = try await pool.query("SELECT * FROM \(fragment: table)")
            #expect(rows.isEmpty)
        }
    }

    @Test func `an error in the first statement is named as the first`() async throws {
        try await withTable { pool, _ in
            let error = try await postgresError {
                try await pool.transaction {
                    try await $0.pipeline([("SELECT 1/0" as SQL).named("divide"), "SELECT 1"])
                }
            }
            #expect(error.statementIndex == 0)
            #expect(error.statement == "divide")
        }
    }

    @Test func `isolation and read-only reach the server`() async throws {
        try await withTable { pool, table in
            let level = try await pool.transaction(isolation: .serializable) {
                try await $0.query("SELECT current_setting('transaction_isolation')")[0].get(0, as: String.self)
            }
            #expect(level == "serializable")
            let error = try await postgresError {
                try await pool.transaction(isolation: .repeatableRead, readOnly: true) {
                    try await $0.query("INSERT INTO \(fragment: table) VALUES (1)")
                }
            }
            #expect(error.sqlState?.rawValue == "25006")
        }
    }

    @Test func `a transaction that runs nothing costs nothing, and none outlives its body`() async throws {
        try await withTable { pool, _ in
            let escaped = try await pool.transaction { $0 }
            let error = try await postgresError { try await escaped.query("SELECT 1") }
            #expect(error.code == .transactionAborted)
        }
    }

    @Test func `conflicts are retryable`() async throws {
        try await withTable { pool, table in
            _ = try await pool.query("INSERT INTO \(fragment: table) VALUES (1)")
            let error = try await postgresError {
                try await pool.transaction(isolation: .repeatableRead) { transaction in
                    _ = try await transaction.query("SELECT * FROM \(fragment: table)")
                    _ = try await pool.query("UPDATE \(fragment: table) SET a = 2")
                    _ = try await transaction.query("UPDATE \(fragment: table) SET a = 3")
                }
            }
            #expect(error.sqlState == .serializationFailure && error.isRetryable && !error.isConnectionLoss)
        }
    }

    @Test func `a transaction left open on a lent connection is rolled back before anyone else gets it`() async throws {
        try await withTable { pool, table in
            let pid = try await pool.withConnection { connection in
                _ = try await connection.query("BEGIN")
                _ = try await connection.query("INSERT INTO \(fragment: table) VALUES (1)")
                return connection.backendPID
            }
            let next = try await pool.withConnection { connection in
                let rows = try await connection.query("SELECT * FROM \(fragment: table)")
                #expect(rows.isEmpty)
                return connection.backendPID
            }
            #expect(next == pid)
        }
    }

    @Test func `a connection lost before the commit is an error and nothing is kept`() async throws {
        try await withTable { pool, table in
            let error = try await postgresError {
                try await pool.transaction { transaction in
                    let pid = try await transaction.query(
                        "INSERT INTO \(fragment: table) VALUES (1) RETURNING pg_backend_pid()"
                    )
                    _ = try await pool.query("SELECT pg_terminate_backend(\(pid[0].get(0, as: Int32.self)), 5000)")
                }
            }
            #expect(error.isConnectionLoss)
            let rows = try await pool.query("SELECT * FROM \(fragment: table)")
            #expect(rows.isEmpty)
        }
    }
}
