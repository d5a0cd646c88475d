import Domain
import TestSupport
import Testing

@testable import Triage

/// Classes of characters: what they hold, and how little that costs.
@Suite struct ScalarSetTests {
    /// Where nearly all letters with capitals and accents are.
    private static let area: Range<UInt32> = 0..<0x2E00

    @Test(arguments: 1...12)
    func `A class holds its ranges and what they fold to`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let ranges = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            let start = UInt32.random(in: Self.area, using: &random)
            return start...min(start + UInt32.random(in: 1...3000, using: &random), 0x2DFF)
        }
        let set = ScalarSet(ranges: ranges, isNegated: false)
        let others = ScalarSet(ranges: ranges, isNegated: true)
        var expected = Set<UInt32>()
        for value in ranges.joined() {
            expected.insert(value)
            let folded = ScalarFolding.folded(value)
            if folded.count == 1 { expected.insert(folded[0]) }
        }
        for value in Self.area {
            #expect(set.contains(value) == expected.contains(value), "U+\(String(value, radix: 16)) in \(ranges)")
            #expect(others.contains(value) != expected.contains(value))
        }
    }

    @Test func `What is folded stays as it is when it is folded again`() {
        for value in Self.area {
            for folded in ScalarFolding.folded(value) { #expect(ScalarFolding.folded(folded) == [folded]) }
        }
    }

    /// One class of hundreds of wide ranges is short, and a single step.
    @Test func `A thousand rules with the widest classes are read at once`() throws {
        let wide = (0..<950).map { index in
            let last = Unicode.Scalar(UInt32(0x2D00 + index % 200)) ?? "z"
            return RoutingRule.answering("r\(index)") {
                $0.pattern = "[" + String(repeating: "À-\(last)", count: 166) + "]"
            }
        }
        // As many classes as the steps of a hotel's rules allow.
        let many = (0..<950).map { index in
            let last = Unicode.Scalar(UInt32(0x2D00 + index % 200)) ?? "z"
            return RoutingRule.answering("r\(index)") { $0.pattern = String(repeating: "[À-\(last)]", count: 20) }
        }
        let start = ContinuousClock.now
        #expect(try CompiledRules.of(wide).decide("ÿ", by: .sms)?.rule == "r0")
        #expect(try CompiledRules.of(many).decide(String(repeating: "ÿ", count: 20), by: .sms)?.rule == "r0")
        let elapsed = ContinuousClock.now - start
        // A second or so without optimisation; folding every range anew took half an hour.
        #expect(elapsed < .seconds(30))
    }
}
