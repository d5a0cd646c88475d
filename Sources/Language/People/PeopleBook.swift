/// What a phrase says about needing people.
enum PeopleSign: Sendable, Hashable {
    case danger(Danger)
    /// It only sounds like danger.
    case noDanger
    /// What a guest in danger was told, quoted back.
    case ownWords
    case wish
    /// It only sounds like wishing for a person.
    case noWish
}

/// What a phrase says, and in which language.
struct PeopleLabel: Sendable, Hashable {
    var sign: PeopleSign
    var language: SpokenLanguage
}

/// All phrases of danger and of the wish for a person.
package enum PeopleBook {
    /// The phrases made of words, ready for scanning.
    static let index = PhraseIndex<PeopleLabel>(
        all.filter { !$0.label.language.isSearchedAnywhere }.map { ($0.label, Phrase.list($0.notation)) }
            + ownWords.filter { !$0.label.language.isSearchedAnywhere }.map { part in
                (part.label, part.sentences.compactMap { Phrase($0) })
            }
    )

    /// The phrases found anywhere, ready for scanning.
    static let running = RunningIndex<PeopleLabel>(
        all.filter { $0.label.language.isSearchedAnywhere }.map { part in
            (part.label, part.notation.split(separator: ",").map(written))
        } + ownWords.filter { $0.label.language.isSearchedAnywhere }.map { ($0.label, $0.sentences) }
    )

    /// The sentences of ``SafeWords``, as words: whoever quotes them raises no new alarm.
    private static let ownWords: [(label: PeopleLabel, sentences: [String])] = SpokenLanguage.allCases.map { language in
        let sentences = Danger.allCases.flatMap { danger in
            Dictionary(grouping: GuestTokens(SafeWords.text(danger, language)).tokens, by: \.sentence).values.map {
                $0.map(\.text).joined(separator: " ")
            }
        }
        return (PeopleLabel(sign: .ownWords, language: language), Set(sentences).sorted())
    }

    /// A phrase of a running text: blanks beside it are the list's, `_` is the end of a word.
    private static func written(_ phrase: Substring) -> String {
        String(phrase.trimmingPrefix(" ")).replacing("_", with: " ")
    }

    /// How danger is spoken of in a language, in the notation of ``Phrase``; empty where it is not known.
    package static func notation(_ danger: Danger, _ language: SpokenLanguage) -> String {
        all.filter { $0.label == PeopleLabel(sign: .danger(danger), language: language) }.map(\.notation)
            .joined(separator: ",")
    }

    /// How a person is asked for in a language, in the notation of ``Phrase``.
    package static func wishes(_ language: SpokenLanguage) -> String {
        PersonWishes.wishes[language] ?? ""
    }

    private static let all: [(label: PeopleLabel, notation: String)] = parts.flatMap { sign, book in
        book.map { (PeopleLabel(sign: sign, language: $0.key), $0.value) }
    }

    private static let parts: [(sign: PeopleSign, book: [SpokenLanguage: String])] = [
        (.danger(.fire), DangerPhrases.fire), (.danger(.medical), DangerPhrases.medical),
        (.danger(.security), DangerPhrases.security), (.danger(.flood), DangerPhrases.flood),
        (.danger(.other), DangerPhrases.other), (.noDanger, DangerPhrases.harmless),
        (.wish, PersonWishes.wishes), (.noWish, PersonWishes.harmless),
    ]
}
