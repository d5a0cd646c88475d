import Foundation

/// A guest's words, folded so that rules can be written without accents and capitals.
package struct GuestTokens: Sendable {
    /// One word or number.
    package struct Token: Sendable, Hashable {
        /// Lowercase, without accents, `ß` as `ss`.
        package var text: String
        /// Lowercase, as the guest spelled it, for looking things up.
        package var word: String
        /// Which sentence, and which part of a sentence, it belongs to.
        package var sentence: Int
        package var clause: Int

        /// Its value, when it is a number of at most four digits.
        package var number: Int? { text.count <= 4 ? Int(text) : nil }
    }

    /// The longest text that is looked at, in characters, and the most words of it: no guest asks for more, and the
    /// work must stay small whatever is sent.
    package static let maximumCharacters = 4000
    package static let maximumTokens = 400

    package private(set) var tokens: [Token] = []
    private var sentence = 0
    private var clause = 0

    /// Cuts a text into words.
    package init(_ text: String) {
        let text = TextUnits(text, atMost: Self.maximumCharacters)
        let units = text.units
        tokens.reserveCapacity(min(units.count / 5 + 1, Self.maximumTokens))
        var word = Word()
        for (index, unit) in units.enumerated() {
            if ScalarKind.isOfWord(unit.first) {
                word.append(unit, of: text)
                continue
            }
            let mark = unit.cluster < 0 ? unit.first : 0
            if !word.isEmpty {
                if Self.isApostrophe(mark), Self.isContraction(units[(index + 1)...]) { continue }
                if mark == 0x3A || mark == 0x2E, word.endsInNumber, index + 1 < units.count,
                    ScalarKind.isNumber(units[index + 1].first)
                {
                    word.appendColon()
                    continue
                }
                add(&word)
            }
            breakAt(mark)
        }
        add(&word)
    }

    /// A word that is being read.
    private struct Word {
        /// How it is spelled, in lowercase as far as its small letters are known.
        private var spelled: [UInt8] = []
        private var isLowercase = true
        private var isASCII = true
        private var last: UInt32 = 0

        var isEmpty: Bool { spelled.isEmpty }
        var endsInNumber: Bool { ScalarKind.isNumber(last) }

        mutating func append(_ unit: TextUnits.Unit, of text: TextUnits) {
            last = unit.first
            if unit.cluster >= 0 {
                spelled += text.clusters[unit.cluster].utf8
                (isASCII, isLowercase) = (false, false)
                return
            }
            let small = ScalarKind.lowercase(unit.first)
            if small == nil { isLowercase = false }
            let value = small ?? unit.first
            if value < 0x80 {
                spelled.append(UInt8(truncatingIfNeeded: value))
            } else if let scalar = Unicode.Scalar(value) {
                spelled += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                isASCII = false
            }
        }

        mutating func appendColon() {
            spelled.append(0x3A)
            last = 0x3A
        }

        /// The word in lowercase, and folded. It is empty then.
        mutating func take() -> (lowercase: String, folded: String) {
            let word = String(decoding: spelled, as: UTF8.self)
            let lowercase = isLowercase ? word : word.lowercased()
            let folded = isASCII ? lowercase : GuestTokens.fold(lowercase)
            spelled.removeAll(keepingCapacity: true)
            (isLowercase, isASCII, last) = (true, true, 0)
            return (lowercase, folded)
        }
    }

    private mutating func add(_ word: inout Word) {
        guard !word.isEmpty else { return }
        let (lowercase, text) = word.take()
        guard tokens.count < Self.maximumTokens else { return }
        if text.utf8.count <= Self.longestTurn, Self.turns.contains(text) { clause += 1 }
        tokens.append(Token(text: text, word: lowercase, sentence: sentence, clause: clause))
    }

    private mutating func addSign(_ sign: String) {
        guard tokens.count < Self.maximumTokens else { return }
        tokens.append(Token(text: sign, word: sign, sentence: sentence, clause: clause))
    }

    /// - Parameter mark: what stands between words; 0 for what has marks of its own upon it.
    private mutating func breakAt(_ mark: UInt32) {
        switch mark {
        case 0x20: break
        // . ! ? ; … 。 ！ ？, ends of lines, and the Greek question mark, which is a semicolon to Unicode.
        case 0x2E, 0x21, 0x3F, 0x3B, 0x2026, 0x3002, 0xFF01, 0xFF1F, 0x0A, 0x0D, 0x37E:
            sentence += 1
            clause += 1
        // , – — ( ) ، 、
        case 0x2C, 0x2013, 0x2014, 0x28, 0x29, 0x60C, 0x3001: clause += 1
        // & +
        case 0x26, 0x2B: addSign("and")
        // # ×
        case 0x23: addSign("#")
        case 0xD7: addSign("x")
        default: break
        }
    }

    /// ' ’ ʼ ` ´, and the Greek signs that are the last two to Unicode.
    private static func isApostrophe(_ mark: UInt32) -> Bool {
        switch mark {
        case 0x27, 0x2019, 0x02BC, 0x60, 0xB4, 0x1FEF, 0x1FFD: true
        default: false
        }
    }

    /// `can't` is one word, `l'hôtel` is two.
    private static let contractions: Set<String> = ["t", "s", "d", "ll", "re", "ve", "m"]
    /// Words after which a sentence turns round: "no towels, but pillows".
    private static let turns: Set<String> = ["but", "pero", "aber", "sondern", "mais", "ma", "mas", "however"]
    private static let longestTurn = turns.lazy.map(\.utf8.count).max() ?? 0

    private static func isContraction(_ rest: ArraySlice<TextUnits.Unit>) -> Bool {
        var letters: [UInt8] = []
        for unit in rest.prefix(4) {
            guard ScalarKind.isLetter(unit.first) else { break }
            guard unit.cluster < 0, unit.first < 0x80 else { return false }
            letters.append(UInt8(truncatingIfNeeded: unit.first) | 0x20)
        }
        return contractions.contains(String(decoding: letters, as: UTF8.self))
    }

    /// Takes off a lowercase word what ``OmittedMark`` knows, and writes letters of several shapes in one.
    package static func fold(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 0x80 }) { return word }
        if word.unicodeScalars.allSatisfy({ ScalarKind.isFolded($0.value) }) { return word }
        var folded = ""
        for scalar in word.decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar {
            case "ß": folded += "ss"
            case "œ": folded += "oe"
            case "æ": folded += "ae"
            case "ø": folded += "o"
            case "ł": folded += "l"
            case "ı": folded += "i"
            // In capitals it cannot be told from the other.
            case "ς": folded += "σ"
            default: if !OmittedMark.contains(scalar.value) { folded.unicodeScalars.append(scalar) }
            }
        }
        return folded
    }
}
