import Foundation
package import Language

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

    /// The marks, each at the place of its first byte.
    private static let marks: [[(mark: [UInt8], sign: InjectionSign)]] = {
        var marks: [[(mark: [UInt8], sign: InjectionSign)]] = Array(repeating: [], count: 256)
        for sign in InjectionSign.allCases {
            for mark in sign.literals.map({ Array($0.utf8) }) where !mark.isEmpty {
                marks[Int(mark[0])].append((mark, sign))
            }
        }
        return marks
    }()

    /// What signs there are.
    ///
    /// - Parameter tokens: the words of the text, where it was cut into them already.
    package static func signs(in text: String, tokens: [GuestTokens.Token]? = nil) -> Set<InjectionSign> {
        let unpiled = text.withoutMarkPiles
        let whole = unpiled.utf8.count > longestText ? String(unpiled.prefix(longestText)) : unpiled
        var signs: Set<InjectionSign> = []
        // Seen as a reader of letters sees it: wide letters are letters, and what has no width is not there.
        let (seen, unseen) = visible(whole)
        if unseen.mayHide { signs.insert(.hidden) }
        signs.formUnion(plain(seen, tokens: seen.utf8.elementsEqual(text.utf8) ? tokens : nil))
        if !unseen.tags.isEmpty, !plain(unseen.tags).isEmpty || unseen.tags.count > 8 { signs.insert(.hidden) }
        for decoded in encoded(in: seen) where !plain(decoded).isEmpty { signs.insert(.hidden) }
        if repeats(seen) { signs.insert(.repetition) }
        return signs
    }

    /// - Parameter tokens: the words of this very text, where they are known.
    private static func plain(_ text: String, tokens: [GuestTokens.Token]? = nil) -> Set<InjectionSign> {
        var signs: Set<InjectionSign> = []
        let parts = slices(of: text)
        for part in parts where part.utf8.count > 5 {
            let known = parts.count == 1 ? tokens : nil
            for match in index.matches(in: known ?? GuestTokens(String(part)).tokens) { signs.insert(match.label) }
        }
        let lowered = text.lowercased()
        let bytes = Array(lowered.utf8)
        let marks = marks
        for place in bytes.indices {
            for (mark, sign) in marks[Int(bytes[place])] where bytes[place...].starts(with: mark) {
                signs.insert(sign)
            }
        }
        if mayHaveRole(bytes), lowered.split(whereSeparator: \.isNewline).contains(where: isRoleLine) {
            signs.insert(.fakeRole)
        }
        return signs
    }

    private static let roles = ["system:", "assistant:", "developer:", "system prompt:", "ai:"]

    /// Whether there is a colon behind a letter with which a role's name ends.
    private static func mayHaveRole(_ bytes: [UInt8]) -> Bool {
        bytes.indices.dropFirst().contains { place in
            bytes[place] == UInt8(ascii: ":") && roleEnds.contains(bytes[place - 1])
        }
    }

    private static let roleEnds = Set(roles.compactMap { $0.utf8.dropLast().last })

    /// `system: you are …` at the beginning of a line.
    private static func isRoleLine(_ line: Substring) -> Bool {
        let line = line.drop { $0 == " " || $0 == "#" || $0 == "*" || $0 == "[" || $0 == "<" }
        return roles.contains { line.hasPrefix($0) }
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

    /// Whether a scalar is what it seems, and joins none of its kind: most of what is written has no others.
    static func isSeenAsItIs(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x80, 0xC0...0x131, 0x134...0x13E, 0x141...0x148, 0x14A...0x17E, 0x400...0x482, 0x48A...0x52F: true
        case 0x5D0...0x5EA, 0x621...0x63A, 0x641...0x64A, 0x2013...0x2014, 0x2018...0x2019, 0x201C...0x201E: true
        case 0x20AC, 0x3001...0x3002, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        case 0x1F300...0x1F64F, 0x1F680...0x1F6D7, 0x1F900...0x1F9FF: true
        default: false
        }
    }

    private static func visible(_ text: String) -> (String, Unseen) {
        if text.unicodeScalars.allSatisfy({ isSeenAsItIs($0.value) }) { return (text, Unseen()) }
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
        longWords(Array(text.utf8)).prefix(16).compactMap { word in
            var base = String(decoding: word, as: UTF8.self).replacingOccurrences(of: "-", with: "+")
                .replacingOccurrences(of: "_", with: "/")
            base += String(repeating: "=", count: (4 - base.utf8.count % 4) % 4)
            return Data(base64Encoded: base).flatMap { String(data: $0, encoding: .utf8) }
        }
    }

    /// The words of base64's letters that are long enough to hold an order.
    private static func longWords(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        var start = 0
        for place in 0...bytes.count {
            if place < bytes.count, isOfBase64(bytes[place]) { continue }
            if (20...8192).contains(place - start) { words.append(bytes[start..<place]) }
            start = place + 1
        }
        return words
    }

    private static func isOfBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
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
