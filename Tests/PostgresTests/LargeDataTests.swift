import Postgres
import Testing

@Suite(.database)
struct LargeDataTests {
    @Test(.timeLimit(.minutes(15)))
    func `megabytes travel both ways`() async throws {
        try await withConnection { connection in
            let bytes = Bytes((0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let row = try await connection.query("SELECT \(bytes), length(\(bytes)), repeat('ü', 3000000)")[0]
            #expect(try row.get(0, as: Bytes.self) == bytes)
            #expect(try row.get(1, as: Int.self) == 8_000_000)
            #expect(try row.get(2, as: String.self).utf8.count == 6_000_000)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `a long result is read whole`() async throws {
        try await withConnection { connection in
            let rows = try await connection.query("SELECT n, md5(n::text) FROM generate_series(1, 100000) AS n")
            #expect(rows.count == 100_000)
            #expect(try rows[99_999].get(0, as: Int.self) == 100_000)
            let sum = try rows.reduce(0) { try $0 + $1.get(0, as: Int.self) }
            #expect(sum == 5_000_050_000)
        }
    }

    /// The server stops reading when nobody takes its answers: sending must read meanwhile, or both wait for ever.
    @Test(.timeLimit(.minutes(15)))
    func `a pipeline larger than every buffer, in both directions, does not stall`() async throws {
        try await withConnection { connection in
            let bytes = Bytes([UInt8](repeating: 7, count: 200_000))
            let results = try await connection.pipeline((0..<100).map { _ in "SELECT \(bytes)" })
            #expect(results.count == 100)
            let isWhole = try results.allSatisfy { try $0[0].get(0, as: Bytes.self) == bytes }
            #expect(isWhole)
        }
    }
}
