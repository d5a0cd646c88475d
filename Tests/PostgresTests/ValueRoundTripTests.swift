import Foundation
import Postgres
import Testing

@Suite(.database)
struct ValueRoundTripTests {
    /// Sends values one by one and as arrays, with and without NULLs, and expects them back.
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value],
        equal: (Value, Value) -> Bool = { $0 == $1 }
    ) async throws {
        try await withConnection { connection in
            for value in values {
                let rows = try await connection.query("SELECT \(value)")
                let back = try rows[0].get(0, as: Value.self)
                #expect(equal(back, value), "\(value) came back as \(back)")
            }
            let missing: Value? = nil
            #expect(try await connection.query("SELECT \(missing)")[0].get(0, as: Value?.self) == nil)

            let sparse: [Value?] = values.flatMap { [$0, nil] }
            let row = try await connection.query("SELECT \(values), \(sparse), \([] as [Value]), \(nil as [Value]?)")[0]
            let (dense, holes, empty, none) = try row.decode([Value].self, [Value?].self, [Value].self, [Value]?.self)
            #expect(dense.count == values.count && zip(dense, values).allSatisfy(equal))
            #expect(holes.count == sparse.count)
            for (back, sent) in zip(holes, sparse) {
                switch (back, sent) {
                case (let back?, let sent?): #expect(equal(back, sent))
                default: #expect(back == nil && sent == nil)
                }
            }
            #expect(empty.isEmpty)
            #expect(none == nil)
        }
    }

    @Test func `integers of every width survive, extremes included`() async throws {
        var random = SeededGenerator(seed: 1)
        try await roundTrip(
            [Int16.min, -1, 0, 1, .max] + (0..<20).map { _ in .random(in: .min ... .max, using: &random) }
        )
        try await roundTrip(
            [Int32.min, -1, 0, 1, .max] + (0..<20).map { _ in .random(in: .min ... .max, using: &random) }
        )
        try await roundTrip(
            [Int64.min, -1, 0, 1, .max] + (0..<20).map { _ in .random(in: .min ... .max, using: &random) }
        )
        try await roundTrip([Int.min, -1, 0, 1, .max])
        try await roundTrip([true, false])
    }

    @Test func `floating point survives bit for bit, NaN and infinity included`() async throws {
        var random = SeededGenerator(seed: 2)
        let doubles = (0..<50).map { _ in Double(bitPattern: random.next()) }
        try await roundTrip(
            [0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi] + doubles
        ) { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
        try await roundTrip([0, -0.0, .nan, .infinity, Float.leastNonzeroMagnitude, .greatestFiniteMagnitude]) {
            $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
        }
    }

    @Test func `text survives in every script`() async throws {
        var random = SeededGenerator(seed: 3)
        let generated = (0..<50).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &random))
                    }
                )
            )
        }
        let chosen = ["", "'; DROP TABLE guests; --", "日本語 🏨 👩‍👩‍👧‍👦", "e\u{301} and é", "\u{FEFF}\u{1}\t\n\\", "$1 %s"]
        // Compared as scalars: Swift's == would take é and e + accent for the same.
        try await roundTrip(chosen + generated) { Array($0.unicodeScalars) == Array($1.unicodeScalars) }
    }

    @Test func `bytes, identifiers and JSON survive`() async throws {
        var random = SeededGenerator(seed: 4)
        try await roundTrip([
            Bytes([]), Bytes(0...255), Bytes((0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }),
        ])
        try await roundTrip(
            (0..<20).map { _ in UUID() } + [UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))]
        )
        try await roundTrip([JSONB(text: "{}"), JSONB(text: #"{"a": [1, null, "ü"]}"#), JSONB(text: "null")])
    }

    @Test func `JSON is read from json too and decodes into values`() async throws {
        struct Wish: Codable, Equatable {
            var room: String
            var at: Date
        }
        let wish = Wish(room: "402", at: Date(timeIntervalSince1970: 1_700_000_000))
        try await withConnection { connection in
            let row = try await connection.query("SELECT \(JSONB(encoding: wish)), '{\"room\":1}'::json")[0]
            #expect(try row.get(0, as: JSONB.self).decode(Wish.self) == wish)
            #expect(try row.get(1, as: JSONB.self).decode([String: Int].self) == ["room": 1])
        }
    }

    @Test func `dates keep their microseconds`() async throws {
        var random = SeededGenerator(seed: 5)
        let dates = (0..<100).map { _ in
            Date(timeIntervalSince1970: Double(Int64.random(in: 0...4_000_000_000_000_000, using: &random)) / 1_000_000)
        }
        try await roundTrip(dates + [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 946_684_799.999999)]) {
            // A Double of seconds cannot name every microsecond exactly, but never errs by half of one.
            abs($0.timeIntervalSince($1)) < 0.000_000_5
        }
        try await withConnection { connection in
            let rows = try await connection.query(
                "SELECT to_char(\(Date(timeIntervalSince1970: 1_700_000_000.123456)) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
            )
            #expect(try rows[0].get(0, as: String.self) == "2023-11-14 22:13:20.123456")
            #expect(
                try await connection.query("SELECT timestamp '1999-12-31 23:59:59.5'")[0].get(0, as: Date.self)
                    == Date(timeIntervalSince1970: 946_684_799.5)
            )
        }
        try await roundTrip([Date.distantPast, Date.distantFuture])
    }

    @Test func `durations survive, days are 24 hours, months are refused`() async throws {
        try await roundTrip([
            Duration.zero, .microseconds(1), .microseconds(-1), .seconds(86_400 * 400), .milliseconds(-1500),
        ])
        try await withConnection { connection in
            let row = try await connection.query("SELECT interval '1 day 2 hours', interval '1 month'")[0]
            #expect(try row.get(0, as: Duration.self) == .seconds(26 * 3600))
            #expect(throws: PostgresError.self) { try row.get(1, as: Duration.self) }
        }
    }

    @Test func `what the server cannot hold is refused before anything is sent`() async throws {
        try await withConnection { connection in
            let refused: [SQL] = [
                "SELECT \("a\u{0}b")", "SELECT \(["ok", "a\u{0}b"])",
                "SELECT \(Date(timeIntervalSince1970: .infinity))",
                "SELECT \(Date(timeIntervalSince1970: 1e15))", "SELECT \(Duration.seconds(Int64.max))",
                "SELECT \([[1, 2], [3]])", "SELECT \(JSONB(text: "\"\u{0}\""))",
            ]
            for sql in refused {
                let error = try await postgresError { try await connection.query(sql) }
                #expect(error.code == .invalidParameter, "\(sql.binds)")
            }
            let error = try await postgresError { try await connection.pipeline(["SELECT 1", "SELECT \("\u{0}")"]) }
            #expect(error.statementIndex == 1)
            #expect(error.description.contains("NUL"))
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test func `what a Swift type cannot hold is a decoding error that names the column, not the value`() async throws {
        try await withConnection { connection in
            let row = try await connection.query(
                "SELECT 'infinity'::timestamptz AS at, 70000 AS n, 'secret' AS word, NULL::int AS nothing"
            )[0]
            func failure(_ body: () throws -> some Any) throws -> PostgresError {
                try #require(throws: PostgresError.self) { _ = try body() }
            }
            #expect(try failure { try row.get("at", as: Date.self) }.message.contains("infinite"))
            #expect(try failure { try row.get("n", as: Int16.self) }.message.contains("does not fit"))
            let wrongType = try failure { try row.get("word", as: Int.self) }
            #expect(wrongType.code == .decoding && wrongType.message.contains("\"word\""))
            #expect(!wrongType.description.contains("secret"))
            #expect(try failure { try row.get("nothing", as: Int.self) }.message.contains("NULL"))
            #expect(try failure { try row.get("absent", as: Int.self) }.message.contains("no column"))
            #expect(try failure { try row.get(9, as: Int.self) }.message.contains("no column"))
        }
    }

    @Test func `sums and averages are read as integers and doubles`() async throws {
        try await withConnection { connection in
            let row = try await connection.query(
                "SELECT sum(x), avg(x), (-12345.678)::numeric, 1e20::numeric, 0::numeric, 'NaN'::numeric, 120000000::numeric, 0.00012::numeric FROM (VALUES (1::bigint), (2)) AS v (x)"
            )[0]
            #expect(try row.get(0, as: Int.self) == 3)
            #expect(try row.get(1, as: Double.self) == 1.5)
            #expect(try row.get(2, as: Double.self) == -12345.678)
            #expect(throws: PostgresError.self) { try row.get(2, as: Int.self) }
            #expect(try row.get(3, as: Double.self) == 1e20)
            #expect(throws: PostgresError.self) { try row.get(3, as: Int.self) }
            #expect(try row.get(4, as: Int.self) == 0)
            #expect(try row.get(5, as: Double.self).isNaN)
            #expect(try row.get(6, as: Int.self) == 120_000_000)
            #expect(try row.get(7, as: Double.self) == 0.00012)
        }
    }

    @Test func `enumerations travel as their raw values`() async throws {
        enum State: String, PostgresEncodable, PostgresDecodable { case active, resolved }
        try await withConnection { connection in
            let row = try await connection.query(
                "SELECT \(State.active), \([State.resolved]), 'lost', \(nil as State?)"
            )[0]
            let (state, states) = try row.decode(State.self, [State].self)
            #expect(state == .active && states == [.resolved])
            #expect(throws: PostgresError.self) { try row.get(2, as: State.self) }
            #expect(try row.get(3, as: State?.self) == nil)
        }
    }
}
