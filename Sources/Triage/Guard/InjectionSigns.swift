import Foundation
import Language

/// Looks for orders to an engine in what a guest wrote.
///
/// What is found is said to staff and to the engine; the message is answered as any other. A guest who quotes such words
/// loses nothing, and no list of phrases is a wall: the walls are what an engine's answer is allowed to do.
package enum InjectionSigns {
    /// How much of a text is looked at, in characters: what is stored of a message is no longer.
    package static let longestText = 64 * 1024
    private static let slice = 1500
    private static let overlap = 100

    private static let index = PhraseIndex(
        InjectionSign.allCases.map { sign in (label: sign, phrases: sign.notation.flatMap(Phrase.list)) }
    )

    /// The marks, by their first byte.
    private static let marks: [UInt8: [(mark: [UInt8], sign: InjectionSign)]] = {
        let all = InjectionSign.allCases.flatMap { sign in sign.literals.map { (mark: Array($0.utf8), sign: sign) } }
        return Dictionary(grouping: all) { $0.mark.first ?? 0 }
    }()

    /// What signs there are.
    package static func signs(in text: String) -> Set<InjectionSign> {
        let whole = String(text.withoutMarkPiles.prefix(longestText))
        var signs: Set<InjectionSign> = []
        // Seen as a reader of letters sees it: wide letters are letters, and what has no width is not there.
        let (seen, unseen) = visible(whole)
        if unseen.mayHide { signs.insert(.hidden) }
        signs.formUnion(plain(seen))
        if !unseen.tags.isEmpty, !plain(unseen.tags).isEmpty || unseen.tags.count > 8 { signs.insert(.hidden) }
        for decoded in encoded(in: seen) where !plain(decoded).isEmpty { signs.insert(.hidden) }
        if repeats(seen) { signs.insert(.repetition) }
        return signs
    }

    private static func plain(_ text: String) -> Set<InjectionSign> {
        var signs: Set<InjectionSign> = []
        for part in slices(of: text) where part.utf8.count > 5 {
            for match in index.matches(in: GuestTokens(String(part)).tokens) { signs.insert(match.label) }
        }
        let lowered = text.lowercased()
        let bytes = Array(lowered.utf8)
        for place in bytes.indices {
            for (mark, sign) in marks[bytes[place]] ?? [] where bytes[place...].starts(with: mark) {
                signs.insert(sign)
            }
        }
        if lowered.split(whereSeparator: \.isNewline).contains(where: isRoleLine) { signs.insert(.fakeRole) }
        return signs
    }

    /// `system: you are …` at the beginning of a line.
    private static func isRoleLine(_ line: Substring) -> Bool {
        let line = line.drop { $0 == " " || $0 == "#" || $0 == "*" || $0 == "[" || $0 == "<" }
        return ["system:", "assistant:", "developer:", "system prompt:", "ai:"].contains { line.hasPrefix($0) }
    }

    /// Words are read some hundred at a time; the pieces overlap, so that no phrase falls between two.
    private static func slices(of text: String) -> [Substring] {
        guard text.utf8.count > slice else { return [text[...]] }
        var parts: [Substring] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = text.index(start, offsetBy: slice, limitedBy: text.endIndex) ?? text.endIndex
            parts.append(text[start..<end])
            guard end < text.endIndex else { break }
            start = text.index(end, offsetBy: -overlap)
        }
        return parts
    }

    private struct Unseen {
        /// What the tag characters spell, which no screen shows.
        var tags = ""
        /// Whether there is more without width than any script needs.
        var mayHide = false
    }

    private static func visible(_ text: String) -> (String, Unseen) {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return (text, Unseen()) }
        var unseen = Unseen()
        var turns = 0
        var withoutWidth = 0
        var seen = String.UnicodeScalarView()
        // A flag of England ends in tags, too: black flag, tags, cancel tag.
        var isFlag = false
        for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars {
            switch scalar.value {
            case 0x1F3F4: isFlag = true
            case 0xE0020...0xE007E:
                if !isFlag, let letter = Unicode.Scalar(scalar.value - 0xE0000) {
                    unseen.tags.unicodeScalars.append(letter)
                }
            case 0x202A...0x202E, 0x2066...0x2069: turns += 1
            case 0x200B, 0x2060, 0xFEFF, 0x00AD, 0x180E: withoutWidth += 1
            // The joiners of emoji, of Persian and of Hindi; marks of direction.
            case 0x200C...0x200F, 0xFE00...0xFE0F, 0xE007F: break
            default:
                isFlag = false
                seen.append(scalar)
            }
        }
        unseen.mayHide = turns > 8 || withoutWidth > 16
        return (String(seen), unseen)
    }

    /// The texts that long words of base64 hold.
    private static func encoded(in text: String) -> [String] {
        let alphabet = Set("+/=-_".utf8)
        let words = text.utf8.split { byte in
            !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte) && !(0x61...0x7A).contains(byte)
                && !alphabet.contains(byte)
        }
        return words.lazy.filter { (20...8192).contains($0.count) }.prefix(16).compactMap { word in
            var base = String(decoding: word, as: UTF8.self).replacingOccurrences(of: "-", with: "+")
                .replacingOccurrences(of: "_", with: "/")
            base += String(repeating: "=", count: (4 - base.utf8.count % 4) % 4)
            return Data(base64Encoded: base).flatMap { String(data: $0, encoding: .utf8) }
        }
    }

    /// One word again and again, more often than any joy or anger writes it.
    private static func repeats(_ text: String) -> Bool {
        guard text.utf8.count > 300 else { return false }
        var run = 0
        var last: Substring = ""
        for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            run = word == last ? run + 1 : 1
            last = word
            if run >= 100 { return true }
        }
        return false
    }
}
