import Domain
import Foundation
import TestSupport
import Testing

@testable import Triage

/// Messages and rules of any size and script cost a bounded amount of work.
@Suite struct RuleBoundsTests {
    /// A hotel with as many rules as there may be, of every kind.
    private static func manyRules() throws -> CompiledRules {
        try CompiledRules.of(
            (0..<1000).map { index in
                .answering("r\(index)") { when in
                    switch index % 5 {
                    case 0: when.words = ["en": ["towels \(index)", "more towels \(index)"]]
                    case 1:
                        when.words = ["en": [String(repeating: "a", count: index % 200 + 1)]]
                        when.match = .contains
                    case 2: when.pattern = "(a|b)*c{\(index % 50 + 1)}z"
                    case 3: when.intents = ["nothing.\(String(repeating: "x", count: index % 50 + 1))"]
                    default:
                        when.words = ["ja": ["タオル\(index)"]]
                        when.channels = [.sms]
                    }
                }
            }
        )
    }

    @Test(
        arguments: [
            (String(repeating: "🎉", count: 10_000), nil), (String(repeating: "a", count: 100_000), "r1"),
            (String(repeating: "towels ", count: 10_000), nil),
            ("towels 5 " + String(repeating: "z ", count: 9_000), "r5"),
            (String(repeating: "\u{301}", count: 100_000), nil), (String(repeating: "مرحبا ", count: 5_000), nil),
            (String(repeating: "タオル", count: 5_000), nil), ("タオル14", "r14"), ("\u{202E}\u{200B}\u{FEFF}", nil),
            (String(repeating: "👩‍👩‍👧‍👦", count: 5_000), nil), ("cccz", "r2"), ("ccz", nil),
        ] as [(String, String?)]
    )
    func `Whatever is written, a thousand rules decide as they should, and say so when they had no time`(
        text: String,
        rule: String?
    ) throws {
        let rules = try Self.manyRules()
        let message = RuleMessage(text, channel: .sms)
        let unhurried = rules.evaluate(message, at: Date(), now: { .zero })
        #expect(!unhurried.isOverBudget)
        #expect(unhurried.routes?.outcome(.none, isFirstContact: false)?.rule == rule)
        let hurried = rules.evaluate(message, at: Date(), now: StrideClock(.seconds(1)).now)
        #expect(hurried.isOverBudget == !message.isBlank)
        #expect(hurried.routes == nil)
    }

    @Test func `Strings within strings are all found`() throws {
        let rules = try CompiledRules.of(
            ["ushers", "hers", "he", "she"].enumerated().map { index, word in
                .answering(word) { when in
                    when.words = ["en": [word]]
                    when.match = .contains
                    when.channels = [ChannelKind.allCases[index]]
                }
            }
        )
        for (index, word) in ["ushers", "hers", "he", "she"].enumerated() {
            #expect(try rules.decide("those ushers", by: ChannelKind.allCases[index])?.rule == word)
        }
    }

    @Test(arguments: 1...40)
    func `The finder finds what a plain search finds`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        func text(_ lengths: ClosedRange<Int>) -> [UInt32] {
            (0..<Int.random(in: lengths, using: &random)).map { _ in UInt32.random(in: 97...99, using: &random) }
        }
        let strings = (0..<30).map { _ in text(1...5) }
        let finder = TextFinder(strings.enumerated().map { (text: $1, label: $0) })
        for _ in 0..<50 {
            let text = text(0...25)
            var found = Set<Int>()
            finder.find(in: text) { found.insert($0) }
            let expected = strings.indices.filter { text.firstRange(of: strings[$0]) != nil }
            #expect(found == Set(expected), "\(strings) in \(text)")
        }
    }
}
