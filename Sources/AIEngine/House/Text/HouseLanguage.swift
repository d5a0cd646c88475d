/// The languages the house concierge speaks.
package enum HouseLanguage: String, Sendable, Codable, CaseIterable {
    case english = "en"
    case spanish = "es"
    case german = "de"
    case french = "fr"
    case italian = "it"
    case portuguese = "pt"

    /// Reads a language tag such as `pt-BR`; nil for a language the house does not speak.
    package init?(tag: String) {
        self.init(rawValue: String(tag.prefix { $0.isLetter }).lowercased())
    }
}

/// One text in each of the house's languages.
struct Localised: Sendable {
    private let texts: [String]

    /// In the order of ``HouseLanguage/allCases``: English, Spanish, German, French, Italian, Portuguese.
    init(en: String, es: String, de: String, fr: String, it: String, pt: String) {
        texts = [en, es, de, fr, it, pt]
    }

    /// The text in one language.
    subscript(language: HouseLanguage) -> String {
        switch language {
        case .english: texts[0]
        case .spanish: texts[1]
        case .german: texts[2]
        case .french: texts[3]
        case .italian: texts[4]
        case .portuguese: texts[5]
        }
    }

    /// Whether a text contains this one in any language.
    func occurs(in text: String) -> Bool {
        texts.contains { !$0.isEmpty && text.contains($0) }
    }
}
