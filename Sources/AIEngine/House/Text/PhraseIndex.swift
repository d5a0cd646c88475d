/// Finds all phrases of a rule book in a text, looking only at those that can begin with the word at hand.
struct PhraseIndex: Sendable {
    /// A phrase found.
    struct Match: Sendable, Hashable {
        /// The rule's place in the book.
        var rule: Int
        var language: HouseLanguage
        /// The tokens it covers.
        var range: Range<Int>
        var wordCount: Int
    }

    private struct Entry: Sendable {
        var rule: Int
        var language: HouseLanguage
        var phrase: Phrase
    }

    private var exact: [String: [Entry]] = [:]
    private var prefixes: [String: [Entry]] = [:]
    private static let prefixLength = 2

    /// Indexes the phrases of rules; the place in the array is the rule's number.
    init(_ rules: [Localised]) {
        for (rule, phrases) in rules.enumerated() {
            for language in HouseLanguage.allCases {
                for phrase in Phrase.list(phrases[language]) {
                    add(Entry(rule: rule, language: language, phrase: phrase))
                }
            }
        }
    }

    private mutating func add(_ entry: Entry) {
        for word in entry.phrase.openings {
            if word.isPrefix {
                prefixes[String(word.text.prefix(Self.prefixLength)), default: []].append(entry)
            } else {
                exact[word.text, default: []].append(entry)
            }
        }
    }

    /// Every match, in the order of the text.
    func matches(in tokens: [GuestTokens.Token]) -> [Match] {
        var matches: [Match] = []
        for (start, token) in tokens.enumerated() {
            let begun = (exact[token.text] ?? []) + (prefixes[String(token.text.prefix(Self.prefixLength))] ?? [])
            for entry in begun {
                guard let end = entry.phrase.end(in: tokens, from: start) else { continue }
                matches.append(
                    Match(
                        rule: entry.rule,
                        language: entry.language,
                        range: start..<end,
                        wordCount: entry.phrase.wordCount
                    )
                )
            }
        }
        return matches
    }

    /// The matches that stay when overlapping ones give way to the longer, or at one length to the earlier rule.
    static func longest(_ matches: [Match]) -> [Match] {
        let ranked = matches.sorted { left, right in
            if left.wordCount != right.wordCount { return left.wordCount > right.wordCount }
            if left.range.count != right.range.count { return left.range.count < right.range.count }
            return left.rule < right.rule
        }
        var kept: [Match] = []
        for match in ranked where !kept.contains(where: { $0.range.overlaps(match.range) }) {
            kept.append(match)
        }
        return kept.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
