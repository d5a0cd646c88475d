import Language

/// The sort of fact a question asks for, as far as its words show.
struct QuestionShape: Sendable, Hashable {
    private let wantsPrice: Bool
    private let wantsTime: Bool

    /// Looks at all of a guest's words, the small ones too.
    init(_ text: String) {
        let tokens = GuestTokens(text).tokens
        let words = Set(tokens.map(\.text))
        let pairs = Set(zip(tokens, tokens.dropFirst()).map { "\($0.text) \($1.text)" })
        wantsPrice = !words.isDisjoint(with: Self.prices) || pairs.contains("how much")
        wantsTime = !words.isDisjoint(with: Self.times) || !pairs.isDisjoint(with: Self.timePairs)
    }

    /// Whether a word names the sort of fact that is asked for: "time" in "Checkout time" when the guest asks when.
    func asks(for word: String) -> Bool {
        wantsPrice && Self.prices.contains(word) || wantsTime && Self.times.contains(word)
    }

    /// Whether a text has such a fact: an amount of money for a price, an hour for a time.
    func isMet(by text: String) -> Bool {
        if wantsPrice { return text.contains { "€$£".contains($0) } }
        guard wantsTime else { return false }
        let tokens = GuestTokens(text).tokens
        return tokens.contains { $0.text.contains(":") }
            || zip(tokens, tokens.dropFirst()).contains { first, second in
                first.number != nil && ["h", "uhr"].contains(second.text)
            }
    }

    private static let prices: Set<String> = [
        "price", "prices", "cost", "costs", "fee", "fees", "charge", "cuanto", "cuesta", "precio", "kostet", "kosten",
        "preis", "wieviel", "combien", "prix", "coute", "quanto", "costa", "prezzo", "custa", "preco",
    ]
    private static let times: Set<String> = [
        "when", "time", "hours", "opening", "cuando", "hora", "horario", "wann", "uhrzeit", "offnungszeiten", "quand",
        "heure", "horaires", "quando", "ora", "orari", "orario", "horas", "horarios",
    ]
    private static let timePairs: Set<String> = ["how late", "how early", "how long", "wie lange", "wie spat"]
}
