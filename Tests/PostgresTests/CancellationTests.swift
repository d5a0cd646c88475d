import Postgres
import Testing

@Suite(.database)
struct CancellationTests {
    @Test func `a cancelled statement ends at once and its connection is used again`() async throws {
        try await withConnection { watcher in
            try await withConnection { connection in
                let pid = connection.backendPID
                for _ in 0..<3 {
                    let task = Task { try await connection.query("SELECT pg_sleep(600)") }
                    try await untilActive(pid, seenBy: watcher)
                    task.cancel()
                    await #expect(throws: CancellationError.self) { try await task.value }
                    #expect(try await connection.query("SELECT pg_backend_pid()")[0].get(0, as: Int32.self) == pid)
                }
            }
        }
    }

    @Test func `cancelling hits its own statement only`() async throws {
        try await withConnection { connection in
            for round in 0..<200 {
                let task = Task { try await connection.query("SELECT pg_sleep(0.0005)") }
                if round.isMultiple(of: 2) { await Task.yield() }
                task.cancel()
                // Whether it came in time or not: the next statement must not be the one that is hit.
                _ = await task.result
                let answer = try await connection.query("SELECT \(round)")[0].get(0, as: Int.self)
                #expect(answer == round)
            }
        }
    }

    @Test func `a task cancelled beforehand sends nothing`() async throws {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE sent (a int)")
            let gate = Gate()
            let task = Task {
                await gate.wait()
                _ = try await connection.query("INSERT INTO sent VALUES (1)")
            }
            task.cancel()
            gate.open()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await connection.query("SELECT * FROM sent").isEmpty)
        }
    }

    @Test func `a pipeline is cancelled as a whole`() async throws {
        try await withConnection { watcher in
            try await withConnection { connection in
                try await connection.script("CREATE TABLE whole (a int)")
                let task = Task {
                    try await connection.pipeline(["INSERT INTO whole VALUES (1)", "SELECT pg_sleep(600)", "SELECT 1"])
                }
                try await untilActive(connection.backendPID, seenBy: watcher)
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await connection.query("SELECT * FROM whole").isEmpty)
            }
        }
    }

    @Test func `a script is cancelled too`() async throws {
        try await withConnection { watcher in
            try await withConnection { connection in
                let task = Task { try await connection.script("SELECT pg_sleep(600)") }
                try await untilActive(connection.backendPID, seenBy: watcher)
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await connection.query("SELECT 1").count == 1)
            }
        }
    }

    @Test func `a statement that exceeds the client's deadline is cancelled, and the connection lives on`() async throws
    {
        try await withConnection {
            // Longer than a busy machine takes for the statement behind it, which has no more time.
            $0.clientTimeout = .seconds(2)
        } _: { connection in
            let error = try await postgresError {
                try await connection.query(("SELECT pg_sleep(600)" as SQL).named("nap"))
            }
            #expect(error.code == .timeout)
            #expect(error.statement == "nap")
            #expect(
                try await connection.query("SELECT pg_backend_pid()")[0].get(0, as: Int32.self) == connection.backendPID
            )
        }
    }

    @Test func `the server's own timeout is told apart`() async throws {
        try await withConnection {
            $0.statementTimeout = .milliseconds(50)
        } _: { connection in
            let error = try await postgresError { try await connection.query("SELECT pg_sleep(600)") }
            #expect(error.code == .cancelled)
            #expect(error.sqlState == .queryCanceled)
        }
    }
}
