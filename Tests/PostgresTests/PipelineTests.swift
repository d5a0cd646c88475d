import Postgres
import Testing

@Suite(.database)
struct PipelineTests {
    @Test func `answers come in the order of the statements`() async throws {
        try await withConnection { connection in
            let results = try await connection.pipeline((0..<500).map { "SELECT \($0)" })
            let values = try results.map { try $0[0].get(0, as: Int.self) }
            #expect(values == Array(0..<500))
            #expect(try await connection.pipeline([]).isEmpty)
        }
    }

    @Test func `an error names its statement, undoes the ones before it, and leaves the connection usable`()
        async throws
    {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE rooms (number int PRIMARY KEY)")
            let error = try await postgresError {
                try await connection.pipeline([
                    "INSERT INTO rooms VALUES (1)", "INSERT INTO rooms VALUES (2)",
                    ("INSERT INTO rooms VALUES (1)" as SQL).named("take room"), "INSERT INTO rooms VALUES (3)",
                ])
            }
            #expect(error.statementIndex == 2)
            #expect(error.statement == "take room")
            #expect(error.sqlState == .uniqueViolation)
            #expect(error.constraint == "rooms_pkey" && error.table == "rooms")
            #expect(try await connection.query("SELECT * FROM rooms").isEmpty)
            #expect(try await connection.query("INSERT INTO rooms VALUES (1), (2)").affected == 2)
        }
    }

    @Test func `a statement prepared in a failed pipeline can be used afterwards`() async throws {
        try await withConnection { connection in
            for order in [["SELECT 1/0", "SELECT 7 AS late"], ["SELECT 8 AS early", "SELECT 1/0"]] as [[SQL]] {
                _ = try await postgresError { try await connection.pipeline(order) }
            }
            #expect(try await connection.query("SELECT 7 AS late")[0].get("late", as: Int.self) == 7)
            #expect(try await connection.query("SELECT 8 AS early")[0].get("early", as: Int.self) == 8)
        }
    }

    @Test func `a constraint that fails at the commit is an error of no single statement`() async throws {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let error = try await postgresError {
                try await connection.pipeline(["INSERT INTO late VALUES (1), (1)", "SELECT 1"])
            }
            #expect(error.sqlState == .uniqueViolation)
            #expect(error.statementIndex == nil)
            #expect(try await connection.query("SELECT * FROM late").isEmpty)
        }
    }

    @Test func `a setting made for the transaction reaches the query behind it and no further`() async throws {
        try await withConnection { connection in
            let read: SQL = "SELECT nullif(current_setting('app.property', true), '')"
            let rows = try await connection.pipeline(["SELECT set_config('app.property', \("p1"), true)", read])
            #expect(try rows[1][0].get(0, as: String.self) == "p1")
            #expect(try await connection.query(read)[0].get(0, as: String?.self) == nil)
        }
    }

    @Test(arguments: ["int8", "uuid", "jsonb", "timestamptz", "bool"])
    func `a description does not quote what the server could not convert`(type: String) async throws {
        try await withConnection { connection in
            let statement: SQL = "SELECT CAST(\("guest words")::text AS \(identifier: type))"
            let error = await #expect(throws: PostgresError.self) { _ = try await connection.query(statement) }
            #expect(error?.sqlState?.errorClass == "22")
            #expect(error?.description.contains("guest") == false)
            #expect(error?.description.contains(type == "jsonb" ? "json" : "invalid input syntax") == true)
        }
    }

    @Test func `a description holds neither values nor row data`() async throws {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE guests (email text PRIMARY KEY)")
            let insert: SQL = "INSERT INTO guests VALUES (\("ann@example.com"))"
            _ = try await connection.query(insert)
            let error = try await postgresError { try await connection.query(insert) }
            #expect(error.detail?.contains("ann@example.com") == true)
            #expect(!error.description.contains("ann@"))
            #expect(
                error.description.hasPrefix("postgres server 23505 in [INSERT INTO guests VALUES ($1)]: duplicate key")
            )
        }
    }

    @Test func `statements given at once to one connection run one after the other`() async throws {
        try await withConnection { connection in
            let values = try await withThrowingTaskGroup(of: Int.self) { group in
                for value in 0..<100 {
                    group.addTask { try await connection.query("SELECT \(value)")[0].get(0) }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(values == Set(0..<100))
        }
    }

    @Test func `a script runs many statements, reports its failure, and leaves pipelining intact`() async throws {
        try await withConnection { connection in
            try await connection.script("CREATE TABLE a (x int); INSERT INTO a VALUES (1); SELECT * FROM a")
            let error = try await postgresError {
                try await connection.script("INSERT INTO a VALUES (2); SELECT 1/0", label: "0007_rooms.sql")
            }
            #expect(error.statement == "0007_rooms.sql")
            #expect(try await connection.query("SELECT * FROM a").count == 1)
            try await connection.script("CREATE INDEX CONCURRENTLY ON a (x)")
        }
    }
}
