import Testing

@testable import Postgres

@Suite(.database)
struct PreparedStatementTests {
    private let countPrepared: SQL = "SELECT count(*) FROM pg_prepared_statements WHERE statement NOT LIKE '%prepared%'"

    @Test func `a statement is prepared once, per set of types`() async throws {
        try await withConnection { connection in
            for value in 0..<5 { _ = try await connection.query("SELECT \(value)") }
            _ = try await connection.query("SELECT \("text")")
            #expect(try await connection.query(countPrepared)[0].get(0, as: Int.self) == 2)
        }
    }

    @Test func `a connection keeps only so many statements`() async throws {
        try await withConnection {
            $0.statementCacheSize = 4
        } _: { connection in
            let statements = (0..<20).map { number in
                // Twenty different texts, each of which is prepared.
                (0...number).map { _ in "SELECT 1" as SQL }.joined(separator: " UNION ALL ")
            }
            for _ in 0..<2 {
                for statement in statements { _ = try await connection.query(statement) }
            }
            _ = try await connection.pipeline(statements)
            #expect(try await connection.query(countPrepared)[0].get(0, as: Int.self) <= 4)
        }
    }

    @Test func `a statement whose text differs from call to call is not prepared`() async throws {
        try await withConnection { connection in
            _ = try await connection.query("SELECT \(literal: "a")")
            #expect(try await connection.query(countPrepared)[0].get(0, as: Int.self) == 0)
        }
    }

    @Test func `a plan that outlives a change of its table is made anew`() async throws {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE stays (a int); INSERT INTO stays VALUES (1)")
            let read: SQL = "SELECT * FROM stays"
            #expect(try await connection.query(read).columns == ["a"])
            try await connection.script("ALTER TABLE stays ADD COLUMN b int")
            #expect(try await connection.query(read).columns == ["a", "b"])
            try await connection.script("ALTER TABLE stays ADD COLUMN c int")
            #expect(try await connection.pipeline(["SELECT 1", read, read])[2].columns == ["a", "b", "c"])
        }
    }

    @Test func `statements that somebody deallocated are prepared again`() async throws {
        try await withConnection { connection in
            _ = try await connection.query("SELECT 1")
            try await connection.script("DISCARD ALL")
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test func `inside a transaction a stale plan is an error that asks for another try`() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withConnection { try await $0.script("CREATE TABLE plans (a int)") }
            let read: SQL = "SELECT * FROM plans"
            _ = try await pool.query(read)
            let error = try await postgresError {
                try await pool.transaction { transaction in
                    try await transaction.script("ALTER TABLE plans ADD COLUMN b int")
                    return try await transaction.query(read)
                }
            }
            #expect(error.sqlState == .featureNotSupported)
            #expect(error.isRetryable)
            let columns = try await pool.transaction { transaction in
                try await transaction.script("ALTER TABLE plans ADD COLUMN b int")
                return try await transaction.query(read).columns
            }
            #expect(columns == ["a", "b"])
        }
    }

    @Test func `as a transaction's first statement a stale plan is made anew`() async throws {
        try await withPool(size: 1) { pool in
            try await pool.withConnection { try await $0.script("CREATE TABLE firsts (a int)") }
            _ = try await pool.query("SELECT * FROM firsts")
            try await pool.withConnection { try await $0.script("ALTER TABLE firsts ADD COLUMN b int") }
            let columns = try await pool.transaction { try await $0.query("SELECT * FROM firsts").columns }
            #expect(columns == ["a", "b"])
        }
    }

    @Test func `the cache gives up what was used least recently`() {
        var cache = StatementCache(capacity: 2)
        let a = cache.use("a")
        let b = cache.use("b")
        #expect(a.mustPrepare && b.mustPrepare)
        #expect(cache.use("a") == StatementCache.Use(name: a.name, mustPrepare: false))
        #expect(cache.use("c").mustPrepare)
        #expect(cache.takeDiscarded() == [b.name])
        #expect(!cache.use("a").mustPrepare)
        #expect(cache.use("b").mustPrepare)
        #expect(cache.count == 2)
        cache.removeAll()
        #expect(cache.count == 0 && cache.discarded.isEmpty)
    }
}
