import Language

/// Tells which language a few words are in, by the small words that only it has.
enum LanguageGuess {
    /// The house's language that fits best; nil when none does, or two do equally well.
    static func house(_ tokens: [GuestTokens.Token], matches: [HouseIndex.Match]) -> HouseLanguage? {
        var scores = [HouseLanguage: Double]()
        for token in tokens {
            for (language, words) in smallWords where words.contains(token.text) { scores[language, default: 0] += 1 }
        }
        // A phrase that several languages share says nothing; one that is only in one says a little.
        let byPlace = Dictionary(grouping: matches, by: \.range)
        for found in byPlace.values where Set(found.map(\.language)).count == 1 {
            scores[found[0].language, default: 0] += 0.9
        }
        let ranked = scores.sorted { $0.value > $1.value }
        guard let best = ranked.first else { return nil }
        if ranked.count > 1, ranked[1].value == best.value { return nil }
        return best.key
    }

    /// How many words are small words of the house's languages.
    static func houseWordCount(_ tokens: [GuestTokens.Token]) -> Int {
        tokens.count { token in smallWords.values.contains { $0.contains(token.text) } }
    }

    private static let smallWords: [HouseLanguage: Set<String>] = [
        .english: words(
            """
            the a an is are was do does did have has can could would will i you we my your our it this that there what where \
            when how why who and or not please thanks hello hi for with from to of in on at me us need want get some any
            """
        ),
        .spanish: words(
            """
            el la los las un una es son esta estan hay tienen tiene puede pueden quiero necesito necesitamos yo usted mi su \
            que donde cuando como cuanto cual y o no por favor gracias hola para con de en del al me nos mas muy buenas
            """
        ),
        .german: words(
            """
            der die das ein eine einen ist sind war haben hat kann konnen konnten wurde ich sie wir mein ihr unser es was wo \
            wann wie warum wer und oder nicht bitte danke hallo fur mit von zu im am auf mir uns gibt noch kein keine zum
            """
        ),
        .french: words(
            """
            le la les un une est sont avez avons puis peut pouvez voudrais je vous nous mon ma votre notre il y que ou quand \
            comment pourquoi qui et pas merci bonjour pour avec de des du dans au aux moi s svp plait besoin quelle quel a
            """
        ),
        .italian: words(
            """
            il lo la gli le un una e sono avete puo posso vorrei vorremmo io lei noi mio mia suo che dove quando come quanto \
            quale o non per favore grazie buongiorno con di del della nel alla mi ci piu ho abbiamo c serve
            """
        ),
        .portuguese: words(
            """
            o a os as um uma e sao esta tem temos pode podem posso quero preciso precisamos eu voce nos meu minha seu que onde \
            quando como quanto qual nao por favor obrigado obrigada ola para com de do da no na em me mais muito bom boa
            """
        ),
    ]

    private static func words(_ list: String) -> Set<String> {
        Set(list.split(separator: " ").map(String.init))
    }
}
