import TestSupport
import Testing

@testable import Language

/// The quick way of cutting texts into words gives what a plain one gives.
@Suite struct GuestTokensTests {
    private static let pieces = [
        "a", "Don", "'", "t", "ll", "’", "`", "ve", "I", "l'h", "ôtel", "e\u{301}", "\u{301}", "ß", "Œuf", "ÆØ", "ł",
        "İ", "ı",
        "ς", "ΣΑΣ", "Ω", "й", "Ёлка", "Привет", "но", "but", "BUT", "Aber", "1", "23", ":", ".", "12345", ",", "!", "?",
        ";",
        "…", "。", "\u{37E}", "\u{1FEF}", "\u{1FFD}", "\r", "\n", "\r\n", " ", "  ", "\t", "–", "(", "&", "+", "#", "×",
        "毛巾",
        "二", "が", "か\u{3099}", "ｶﾞ", "가", "각", "\u{1112}\u{1161}", "สวัสดี", "नमस्ते", "क्षि", "مرحبا", "مَرْحَبًا", "؟", "٣",
        "\u{600}", "\u{600}1", "שלום", "בְּ", "😊", "👍🏽", "👩‍👩‍👧", "🇩🇪", "\u{1F1E6}", "1️⃣", "#️⃣", "\u{200B}", "\u{200D}",
        "\u{FE0F}", "\u{AD}", "½", "²", "Ⅷ", "\u{212A}", "\u{212B}", "ﬁ", "ǅ", "\0", ".\u{301}", "'\u{301}", "t\u{302}",
    ]

    private static func areSame(_ text: String) -> Bool {
        let (quick, plain) = (GuestTokens(text).tokens, PlainGuestTokens(text).tokens)
        // Texts that differ only in how letters and marks are composed are equal to Swift, and not to us.
        return quick == plain
            && zip(quick, plain).allSatisfy {
                Array($0.text.utf8) == Array($1.text.utf8) && Array($0.word.utf8) == Array($1.word.utf8)
            }
    }

    @Test(arguments: [1, 2, 3]) func `Texts of whatever kind are cut as a plain reading cuts them`(seed: UInt64) throws
    {
        var generator = SeededGenerator(seed: seed)
        let ascii = Self.pieces.filter { $0.utf8.allSatisfy { $0 < 0x80 } }
        for round in 0..<1500 {
            let pieces = round.isMultiple(of: 3) ? ascii : Self.pieces
            let count = Int.random(in: 1...40, using: &generator)
            let text = (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            try #require(Self.areSame(text), "\(text.debugDescription)")
        }
    }

    @Test func `Every character is to words what it was, between letters, numbers and marks, and folds alike`() throws {
        let values = Array(0...0x33FF) + Array(0xA600...0xABFF) + Array(0xD7A0...0x1_00FF) + Array(0x1F000...0x1FAFF)
        for value in values + Array(stride(from: 0x3400, through: 0x10FFFF, by: 97)) {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let text =
                "a\(scalar)b 1\(scalar)2 don\(scalar)t \(scalar).\(scalar)'\(scalar):\(scalar)9\(scalar)\r\n\(scalar)가\(scalar)😊"
            try #require(Self.areSame(text), "\(String(value, radix: 16))")
            let lowercase = String(scalar).lowercased()
            let (quick, plain) = (GuestTokens.fold(lowercase), PlainGuestTokens.fold(lowercase))
            try #require(Array(quick.utf8) == Array(plain.utf8), "\(String(value, radix: 16))")
        }
    }

    @Test(arguments: ["a ", "é ", "\r\n", "สี", "1."]) func `What comes last of a long text is cut alike`(unit: String)
        throws
    {
        for count in 3997...4003 {
            for tail in ["e\u{301}x", "\r\nab", "\u{301}", "'t a", "1.2", "😊\u{FE0F}"] {
                let text = String(String(repeating: unit, count: 4100).prefix(count)) + tail
                try #require(Self.areSame(text), "\(count) \(tail.debugDescription)")
            }
        }
    }

    @Test func `An index finds what trying every phrase at every word finds`() throws {
        let notation =
            "the $, a, towel*|blanket*, no ~ room, xy*, 毛巾, ét*, straße, 12*, i|we want ~ to*, ^ hi $, to|too, n', ab*|abc, 0"
        let phrases = Phrase.list(notation)
        let index = PhraseIndex(phrases.enumerated().map { (label: $0.offset, phrases: [$0.element]) })
        let words = [
            "the", "a", "t", "towels", "towel", "blanketing", "no", "room", "x", "xy", "xylo", "毛巾", "é", "étage", "e",
            "strasse",
            "straße", "1", "12", "i", "we", "want", "to", "too", "today", "hi", "n", "n\u{302}", "ab", "abc", "abcd",
            "b", "0", ".",
        ]
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let text = (0..<12).compactMap { _ in words.randomElement(using: &generator) }.joined(separator: " ")
            let tokens = GuestTokens(text).tokens
            var found = index.matches(in: tokens).map { [$0.label, $0.range.lowerBound, $0.range.upperBound] }
            var tried: [[Int]] = []
            for start in tokens.indices {
                for (label, phrase) in phrases.enumerated() {
                    guard let end = phrase.end(in: tokens, from: start) else { continue }
                    tried.append([label, start, end])
                }
            }
            found.sort { $0.lexicographicallyPrecedes($1) }
            tried.sort { $0.lexicographicallyPrecedes($1) }
            // A phrase that begins with either of two words may be found by both.
            try #require(Set(found) == Set(tried), "\(text)")
        }
    }
}
