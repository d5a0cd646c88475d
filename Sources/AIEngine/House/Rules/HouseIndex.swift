import Language

/// Which rule a phrase belongs to, and in which language it is said.
struct HouseLabel: Sendable, Hashable {
    /// The rule's place in the book.
    var rule: Int
    var language: HouseLanguage
}

/// The house's phrases, ready for scanning.
typealias HouseIndex = PhraseIndex<HouseLabel>

extension PhraseIndex<HouseLabel> {
    /// Indexes the phrases of rules; the place in the array is the rule's number.
    init(_ rules: [Localised]) {
        self.init(
            rules.enumerated().flatMap { rule, phrases in
                HouseLanguage.allCases.map { language in
                    (label: HouseLabel(rule: rule, language: language), phrases: Phrase.list(phrases[language]))
                }
            }
        )
    }
}

extension PhraseIndex<HouseLabel>.Match {
    /// The rule's place in the book.
    var rule: Int { label.rule }
    /// The language the phrase is said in.
    var language: HouseLanguage { label.language }
}
