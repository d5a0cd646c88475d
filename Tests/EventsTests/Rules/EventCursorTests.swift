import Foundation
import Store
import TestSupport
import Testing

@Suite struct EventCursorTests {
    private let generation = UUID()

    private func snapshot(_ xmax: UInt64, _ inProgress: [UInt64] = []) throws -> Snapshot {
        try #require(Snapshot(xmax: xmax, inProgress: inProgress))
    }

    @Test func `It has seen its base, and of its page what is not beyond the last event`() throws {
        let cursor = EventCursor(
            generation: generation,
            base: try snapshot(10, [7]),
            page: EventCursor.Page(target: try snapshot(20, [15]), last: 100)
        )
        #expect(cursor.hasSeen(xid: 9, id: 500))
        #expect(cursor.hasSeen(xid: 7, id: 100))
        #expect(!cursor.hasSeen(xid: 7, id: 101))
        #expect(cursor.hasSeen(xid: 12, id: 99))
        #expect(!cursor.hasSeen(xid: 15, id: 99))
        #expect(!cursor.hasSeen(xid: 20, id: 1))
        let between = EventCursor(generation: generation, base: try snapshot(10, [7]))
        #expect(!between.hasSeen(xid: 7, id: 1))
    }

    @Test func `Its text brings it back`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            func some() throws -> Snapshot {
                // Odd, so that no end is a number without a transaction.
                let xmax = UInt64.random(in: 1...(UInt64(1) << UInt64.random(in: 1...63)), using: &random) | 1
                let open = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    UInt64.random(in: 0..<xmax, using: &random) | 1
                }
                return try snapshot(xmax, Set(open).subtracting([xmax]).sorted())
            }
            let page =
                try Bool.random(using: &random)
                ? EventCursor.Page(target: some(), last: .random(in: 0...(.max), using: &random)) : nil
            let cursor = EventCursor(generation: generation, base: try some(), page: page)
            #expect(try EventCursor(text: cursor.text) == cursor)
            #expect(
                cursor.text.utf8.allSatisfy {
                    $0 == 45 || $0 == 95 || Character(UnicodeScalar($0)).isLetter
                        || Character(UnicodeScalar($0)).isNumber
                }
            )
        }
    }

    @Test func `With five thousand open transactions its text stays short and never claims to have seen more`() throws {
        let open = (0..<5000).map { UInt64($0) * 3 + 1_000_000_000 }
        let whole = EventCursor(
            generation: generation,
            base: try snapshot(1_000_020_000, open),
            page: EventCursor.Page(target: try snapshot(1_000_030_000, open), last: .max)
        )
        #expect(whole.text.utf8.count <= EventCursor.maximumLength)
        let cut = try EventCursor(text: whole.text)
        #expect(whole.base.covers(cut.base))
        #expect(try #require(whole.page).target.covers(try #require(cut.page).target))
        #expect(cut.base.sees(open[0] - 1))
        #expect(cut.base.inProgress.count > 1000)
    }

    @Test func `Anything else is refused`() throws {
        let good = EventCursor(
            generation: generation,
            base: try snapshot(300, [200, 250]),
            page: EventCursor.Page(target: try snapshot(400), last: 77)
        ).text
        var bad = [
            "", "a", "AA", "====", String(repeating: "A", count: 5000), good + "A", good + "=", good + "AAAA",
            " " + good,
        ]
        // What the server would not read: its page ends at no transaction, or begins with none.
        let targets: [[UInt8]] = [[0, 0], [20, 1, 0], [0x80, 0x80, 0x80, 0x80, 0x10, 0]]
        for target in targets {
            var bytes: [UInt8] = [1, 1]
            bytes += [UInt8](repeating: 7, count: 16)
            bytes += [10, 0]
            bytes += target
            bytes.append(5)
            bad.append(
                Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
                    .replacing("=", with: "")
            )
        }
        for count in 0..<good.count { bad.append(String(good.prefix(count))) }
        bad.append(good.replacing(good.prefix(1), with: "z", maxReplacements: 1))
        for text in bad {
            #expect(throws: EventCursorError.malformed, "\(text)") { try EventCursor(text: text) }
        }
        // Another spelling of the same bytes: bits that mean nothing are set.
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for _ in 0..<3000 {
            var letters = Array(good)
            let place = Int.random(in: 0..<letters.count, using: &random)
            let letter = alphabet[Int.random(in: 0..<64, using: &random)]
            letters[place] = letter
            let text = String(letters)
            if let read = try? EventCursor(text: text) { #expect(read.text == text) }
        }
    }
}
