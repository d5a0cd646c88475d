import Store
import Testing

@Suite struct SnapshotTests {
    /// Every snapshot of the first few transactions.
    private static let all: [Snapshot] = (1...6).flatMap { xmax in
        // Zero is no transaction.
        (0..<(1 << (xmax - 1))).compactMap { bits in
            Snapshot(xmax: UInt64(xmax), inProgress: (1..<UInt64(xmax)).filter { bits & (1 << ($0 - 1)) != 0 })
        }
    }

    @Test func `It sees what is below its end and was not in progress`() {
        for snapshot in Self.all {
            for xid in UInt64(0)..<8 {
                #expect(snapshot.sees(xid) == (xid < snapshot.xmax && !snapshot.inProgress.contains(xid)))
            }
        }
    }

    @Test func `It covers another one exactly when it sees all that the other sees`() {
        for first in Self.all {
            for second in Self.all {
                let covers = (UInt64(0)..<8).allSatisfy { !second.sees($0) || first.sees($0) }
                if first.covers(second) != covers { Issue.record("\(first) covers \(second)") }
            }
        }
    }

    @Test func `Trimmed it sees the same below the limit and nothing from there on`() {
        for snapshot in Self.all {
            for limit in UInt64(0)..<8 {
                let trimmed = snapshot.trimmed(to: limit)
                for xid in UInt64(0)..<8 {
                    #expect(trimmed.sees(xid) == (xid < limit && snapshot.sees(xid)))
                }
                #expect(snapshot.covers(trimmed))
            }
        }
    }

    @Test func `An end that is no transaction is refused, as the server refuses it, and never made`() throws {
        let round = UInt64(1) << 32
        #expect(Snapshot(xmax: 0) == nil)
        #expect(Snapshot(xmax: round) == nil)
        #expect(Snapshot(xmax: 20, inProgress: [0, 5]) == nil)
        #expect(Snapshot(xmax: round + 9, inProgress: [round, round + 3]) == nil)
        let late = try #require(Snapshot(xmax: round + 9, inProgress: [round - 1]))
        #expect(late.trimmed(to: round) == Snapshot(xmax: round + 1, inProgress: [round - 1]))
    }

    @Test func `The server's spelling is read, and nothing else`() throws {
        let snapshot = try #require(Snapshot("10:20:10,14,15"))
        #expect(snapshot.xmax == 20)
        #expect(snapshot.inProgress == [10, 14, 15])
        #expect(snapshot.xmin == 10)
        #expect(snapshot.description == "10:20:10,14,15")
        #expect(Snapshot("7:7:")?.xmin == 7)
        for text in [
            "", "1", "1:2", "1:2:3:4", "a:2:", "1:b:", "3:2:", "1:5:2,", "1:5:,2", "1:5:2,2", "1:5:3,2", "1:5:5",
            "2:5:1", "-1:5:", "1:5:x", "1:99999999999999999999:",
        ] {
            #expect(Snapshot(text) == nil, "\(text)")
        }
    }
}
