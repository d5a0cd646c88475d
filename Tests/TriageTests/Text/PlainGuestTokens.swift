import Foundation

@testable import Language

/// A guest's words, cut character by character: what `GuestTokens` is held to.
struct PlainGuestTokens {
    private(set) var tokens: [GuestTokens.Token] = []
    private var sentence = 0
    private var clause = 0

    /// Cuts a text into words.
    init(_ text: String) {
        var word = ""
        let characters = Array(text.withoutMarkPiles.prefix(GuestTokens.maximumCharacters))
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
        guard !word.isEmpty, tokens.count < GuestTokens.maximumTokens else { return }
        let lowercase = word.lowercased()
        let text = Self.fold(lowercase)
        if Self.turns.contains(text) { clause += 1 }
        tokens.append(GuestTokens.Token(text: text, word: lowercase, sentence: sentence, clause: clause))
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
            guard tokens.count < GuestTokens.maximumTokens else { return }
            let sign = character == "#" ? "#" : "x"
            tokens.append(GuestTokens.Token(text: sign, word: sign, sentence: sentence, clause: clause))
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

    /// A lowercase word without what `OmittedMark` knows.
    static func fold(_ word: String) -> String {
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
