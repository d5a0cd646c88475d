import Foundation
import TestSupport
import Testing

@testable import Store

/// Points in time within JSON are read quickly, and as the general reader reads them.
@Suite struct StoredTimeTests {
    private static func general(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle()))
    }

    @Test func `What PostgreSQL writes is the same moment to both, to the last bit`() throws {
        var generator = SeededGenerator(seed: 1)
        func two(_ range: ClosedRange<Int>) -> String {
            let number = Int.random(in: range, using: &generator)
            return number < 10 ? "0\(number)" : "\(number)"
        }
        for round in 0..<4000 {
            let year = Int.random(in: 1600...2400, using: &generator)
            var text = "\(year)-\(two(1...12))-\(two(1...28))T\(two(0...23)):\(two(0...59)):\(two(0...59))"
            if round % 4 > 0 {
                let places = Int.random(in: 1...6, using: &generator)
                text += "." + (0..<places).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            }
            text += "+00:00"
            let plain = try #require(StoredTime.plain(Array(text.utf8)), "\(text)")
            try #require(plain == Self.general(text), "\(text)")
        }
    }

    @Test(arguments: ["2024-02-29", "2000-02-29", "2026-12-31", "2026-03-31", "2001-01-01", "1999-12-31", "1970-01-01"])
    func `The days that not all months and years have are days`(day: String) throws {
        let text = "\(day)T23:59:59.999999+00:00"
        let plain = try #require(StoredTime.plain(Array(text.utf8)))
        #expect(plain == Self.general(text))
    }

    @Test(arguments: [
        "2026-11-21T08:47:55.560594+02:00", "2026-11-21T08:47:55Z", "2026-11-21T08:47:55-03:30",
        "2026-02-29T00:00:00+00:00", "2026-11-21T24:00:00+00:00", "2026-11-21T08:47:60+00:00",
        "2026-13-01T00:00:00+00:00",
        "2026-11-21", "infinity", "", "2026-11-21T08:47:55.+00:00", "2026-11-21T08:47:55.1234567+00:00",
        "12026-11-21T08:47:55+00:00", "2026-11-21 08:47:55+00:00",
    ])
    func `What is spelled otherwise is left to the general reader`(text: String) {
        #expect(StoredTime.plain(Array(text.utf8)) == nil)
        #expect(StoredTime.date(text) == Self.general(text))
    }
}
