/// Finds all phrases of a book in a text, looking only at those that can begin with the word at hand.
package struct PhraseIndex<Label: Sendable & Hashable>: Sendable {
    /// A phrase found.
    package struct Match: Sendable, Hashable {
        /// What the phrase stands for.
        package var label: Label
        /// The tokens it covers.
        package var range: Range<Int>
        /// How many words of it are spelled out.
        package var wordCount: Int
        /// Its place in the book: of two equal matches the earlier wins.
        var place: Int
    }

    private struct Entry: Sendable {
        var label: Label
        var place: Int
        var phrase: Phrase
    }

    private var exact: [String: [Entry]] = [:]
    private var prefixes: [String: [Entry]] = [:]
    private var exactBeginnings = WordBeginnings()
    private var prefixBeginnings = WordBeginnings()
    private static var prefixLength: Int { 2 }

    /// Indexes phrases with what they stand for.
    package init(_ book: some Sequence<(label: Label, phrases: [Phrase])>) {
        for (place, part) in book.enumerated() {
            for phrase in part.phrases { add(Entry(label: part.label, place: place, phrase: phrase)) }
        }
    }

    private mutating func add(_ entry: Entry) {
        for word in entry.phrase.openings {
            if word.isPrefix {
                prefixBeginnings.insert(word.text)
                prefixes[String(word.text.prefix(Self.prefixLength)), default: []].append(entry)
            } else {
                exactBeginnings.insert(word.text)
                exact[word.text, default: []].append(entry)
            }
        }
    }

    /// Every match, in the order of the text.
    package func matches(in tokens: [GuestTokens.Token]) -> [Match] {
        var matches: [Match] = []
        for (start, token) in tokens.enumerated() {
            if exactBeginnings.mayContain(token.text) {
                collect(exact[token.text], in: tokens, from: start, into: &matches)
            }
            if prefixBeginnings.mayContain(token.text) {
                collect(prefixes[String(token.text.prefix(Self.prefixLength))], in: tokens, from: start, into: &matches)
            }
        }
        return matches
    }

    private func collect(
        _ entries: [Entry]?,
        in tokens: [GuestTokens.Token],
        from start: Int,
        into matches: inout [Match]
    ) {
        guard let entries else { return }
        for entry in entries {
            guard let end = entry.phrase.end(in: tokens, from: start) else { continue }
            matches.append(
                Match(label: entry.label, range: start..<end, wordCount: entry.phrase.wordCount, place: entry.place)
            )
        }
    }

    /// The matches that stay when overlapping ones give way to the longer, or at one length to the earlier in the book.
    package static func longest(_ matches: [Match]) -> [Match] {
        let ranked = matches.sorted { left, right in
            if left.wordCount != right.wordCount { return left.wordCount > right.wordCount }
            if left.range.count != right.range.count { return left.range.count < right.range.count }
            return left.place < right.place
        }
        var kept: [Match] = []
        for match in ranked where !kept.contains(where: { $0.range.overlaps(match.range) }) {
            kept.append(match)
        }
        return kept.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
