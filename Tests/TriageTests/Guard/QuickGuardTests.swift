import Foundation
import Language
import TestSupport
import Testing

@testable import Triage

/// What spares work finds what is found without it.
@Suite struct QuickGuardTests {
    private static let pieces = [
        "ignore ", "all previous ", "instructions", "reveal your ", "system", "System:", "\nsystem: x",
        "\n## ASSISTANT:",
        "ai:", "prompt", ":", "developer mode ", "<|im_start|>", "<IMG ", "[INST]", "忽略之前", "指示を無視",
        "aWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM=", "abcdefghij0123456789", " ", "\n", "\r\n", "\u{200B}",
        "\u{E0069}\u{E0067}", "ｉｇｎｏｒｅ ", "é", "😊", "from now on you are ", "a", "\u{202E}", "\u{301}", "игнорируй ",
        "инструкции ",
        "\t", "Ünd ", "\u{85}", "\u{B}",
    ]

    private static func texts(_ count: Int, seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { round in
            let pieces = (0..<Int.random(in: 1...(round % 100 == 0 ? 600 : 20), using: &generator))
            return pieces.compactMap { _ in Self.pieces.randomElement(using: &generator) }.joined()
        }
    }

    @Test func `Words that were cut already give the same signs`() throws {
        for text in Self.texts(1000, seed: 1) {
            let tokens = GuestTokens(text).tokens
            try #require(InjectionSigns.signs(in: text, tokens: tokens) == InjectionSigns.signs(in: text), "\(text)")
        }
    }

    @Test func `What is taken as it is neither becomes something else nor joins its like`() throws {
        let plain = (0...0x1FFFF).lazy.compactMap { Unicode.Scalar($0) }.filter {
            InjectionSigns.isSeenAsItIs($0.value)
        }
        for scalar in plain {
            let text = String(scalar)
            try #require(Array(text.precomposedStringWithCompatibilityMapping.utf8) == Array(text.utf8), "\(scalar)")
            // What may join a letter before it has a class, or is a letter of Korea's or of few scripts more.
            try #require(scalar.properties.canonicalCombiningClass == .notReordered, "\(scalar)")
        }
        let all = String(String.UnicodeScalarView(plain))
        #expect(Array(all.precomposedStringWithCompatibilityMapping.utf8) == Array(all.utf8))
        var generator = SeededGenerator(seed: 2)
        let mixed = String(String.UnicodeScalarView(Array(plain).shuffled(using: &generator)))
        #expect(Array(mixed.precomposedStringWithCompatibilityMapping.utf8) == Array(mixed.utf8))
    }

    @Test func `The same words are the same whatever is between them`() throws {
        for text in Self.texts(1000, seed: 3) {
            let plain = text.withoutMarkPiles.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
            try #require(Array(Repetition.words(of: text).utf8) == Array(plain.utf8), "\(text.debugDescription)")
        }
    }
}
