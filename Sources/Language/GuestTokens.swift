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
        var word = ""
        let characters = Array(text.withoutMarkPiles.prefix(Self.maximumCharacters))
        for (index, character) in characters.enumerated() {
            if character.isLetter || character.isNumber {
                word.append(character)
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            if Self.apostrophes.contains(character), !word.isEmpty, Self.isContraction(characters[(index + 1)...]) {
                continue
            }
            if character == ":" || character == ".", word.last?.isNumber == true, next.isNumber {
                word.append(":")
                continue
            }
            add(&word)
            breakAt(character)
        }
        add(&word)
    }

    private mutating func add(_ word: inout String) {
        defer { word = "" }
        guard !word.isEmpty, tokens.count < Self.maximumTokens else { return }
        let lowercase = word.lowercased()
        let text = Self.fold(lowercase)
        if Self.turns.contains(text) { clause += 1 }
        tokens.append(Token(text: text, word: lowercase, sentence: sentence, clause: clause))
    }

    private mutating func breakAt(_ character: Character) {
        switch character {
        case ".", "!", "?", ";", "…", "。", "！", "？", "\n", "\r\n", "\r":
            sentence += 1
            clause += 1
        case ",", "–", "—", "(", ")", "،", "、":
            clause += 1
        case "&", "+":
            var and = "and"
            add(&and)
        case "#", "×":
            guard tokens.count < Self.maximumTokens else { return }
            let sign = character == "#" ? "#" : "x"
            tokens.append(Token(text: sign, word: sign, sentence: sentence, clause: clause))
        default:
            break
        }
    }

    private static let apostrophes: Set<Character> = ["'", "’", "ʼ", "`", "´"]
    /// `can't` is one word, `l'hôtel` is two.
    private static let contractions: Set<String> = ["t", "s", "d", "ll", "re", "ve", "m"]
    /// Words after which a sentence turns round: "no towels, but pillows".
    private static let turns: Set<String> = ["but", "pero", "aber", "sondern", "mais", "ma", "mas", "however"]

    private static func isContraction(_ rest: ArraySlice<Character>) -> Bool {
        contractions.contains(String(rest.prefix(4).prefix { $0.isLetter }).lowercased())
    }

    /// Takes off a lowercase word what ``OmittedMark`` knows, and writes letters of several shapes in one.
    package static func fold(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 0x80 }) { return word }
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
