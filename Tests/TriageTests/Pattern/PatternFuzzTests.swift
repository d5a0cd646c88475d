import Foundation
import TestSupport
import Testing
import Triage

/// Our patterns against an engine of another making.
@Suite struct PatternFuzzTests {
    /// Makes small patterns of everything that both engines read alike.
    private struct Maker {
        var random: SeededGenerator

        mutating func pattern(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 0 ? 12 : 5), using: &random) {
            case 0, 1: return pick(["a", "b", "c", " "])
            case 2: return pick([".", "[ab]", "[^a]", "[a-c]", #"\w"#, #"\d"#, #"\s"#, #"\W"#, "[^a-b ]", #"[\d_]"#])
            case 3: return pick(["^", "$", #"\b"#, #"\B"#])
            // How little a repetition takes is asked of single letters only: the other engine errs where an empty stretch
            // is repeated reluctantly.
            case 4: return pick(["1", "_", "ab", "é", "a*?", "[bc]+?", #"\w{1,2}?"#])
            case 5, 6: return pattern(depth - 1) + pattern(depth - 1)
            case 7: return "(?:\(pattern(depth - 1))|\(pattern(depth - 1)))"
            case 8: return "(\(pattern(depth - 1)))" + pick(["*", "+", "?"])
            case 9: return "(\(pattern(depth - 1)))" + pick(["{2}", "{1,2}", "{0,3}", "{2,}"])
            case 10: return "(\(pattern(depth - 1)))"
            default: return pattern(depth - 1) + pattern(depth - 1) + pattern(depth - 1)
            }
        }

        mutating func text() -> String {
            let length = Int.random(in: 1...8, using: &random)
            let inner = (0..<length).map { _ in pick(["a", "b", "c", "1", "_", " ", "-", "e"]) }.joined()
            // What stands at the ends of a text is no space: those are taken off before patterns see it.
            return pick(["a", "b", "1", "-"]) + inner + pick(["a", "c", "_", "!"])
        }

        private mutating func pick(_ choices: [String]) -> String {
            choices[Int.random(in: choices.indices, using: &random)]
        }
    }

    @Test(arguments: 1...10)
    func `Small patterns fit what another engine says they fit`(seed: Int) throws {
        var maker = Maker(random: SeededGenerator(seed: UInt64(seed)))
        for _ in 0..<300 {
            let source = maker.pattern(4)
            let own = try Pattern(source)
            let other = try NSRegularExpression(pattern: source.replacing("é", with: "e"))
            for _ in 0..<6 {
                let text = maker.text()
                let expected = other.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
                #expect(own.fits(FoldedText(text)) == expected, "\(source) on “\(text)”, seed \(seed)")
            }
        }
    }
}
