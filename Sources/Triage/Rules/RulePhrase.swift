import Domain
import Language

/// Words a rule looks for, in the form they are looked for in.
enum RulePhrase: Sendable, Hashable {
    /// Whole words one after the other; all of the message, if it must be.
    case words([String], isWhole: Bool)
    /// Folded characters, anywhere.
    case characters([UInt32])

    /// Reads words as a hotel writes them.
    ///
    /// Thai, Chinese and Japanese leave no spaces between words: there, whole words are found anywhere.
    init(_ text: String, _ match: RoutingConditions.Match) {
        if match == .contains || (match == .word && text.unicodeScalars.contains(where: Self.isUnspaced)) {
            self = .characters(FoldedText(text).scalars)
        } else {
            self = .words(GuestTokens(text).tokens.map(\.text), isWhole: match == .exact)
        }
    }

    /// Whether nothing is left of it that could be found.
    var isEmpty: Bool {
        switch self {
        case .words(let words, _): words.isEmpty
        case .characters(let scalars): scalars.isEmpty
        }
    }

    /// Whether it must be all of the message.
    var isWhole: Bool {
        if case .words(_, true) = self { true } else { false }
    }

    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF: true
        default: false
        }
    }
}
