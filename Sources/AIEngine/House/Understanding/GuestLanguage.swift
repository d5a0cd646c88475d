import Language

/// Tells which language a guest writes in.
package enum GuestLanguage {
    /// The tags of all languages that can be told from words; a guest who writes in any other one is of none.
    package static let tags = Set(HouseLanguage.allCases.map(\.rawValue) + ForeignLanguage.allCases.map(\.tag))

    /// The tag of a language the house speaks or recognises; nil when the words do not tell.
    package static func tag(of text: String) -> String? {
        if let spoken = HouseSense.understand(text).language { return spoken.rawValue }
        return ForeignLanguage.guess(text, tokens: GuestTokens(text).tokens)?.tag
    }
}
