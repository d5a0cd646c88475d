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

    /// What the phrases stand for, by their places in the book.
    private var labels: [Label] = []
    private var finder = PhraseFinder()

    /// Indexes phrases with what they stand for.
    package init(_ book: some Sequence<(label: Label, phrases: [Phrase])>) {
        for (place, part) in book.enumerated() {
            labels.append(part.label)
            for phrase in part.phrases { finder.add(phrase, at: place) }
        }
    }

    /// Every match, in the order of the text.
    package func matches(in tokens: [GuestTokens.Token]) -> [Match] {
        let found = finder.find(in: tokens)
        // So it is mostly, and what follows costs something even for nothing.
        guard !found.isEmpty else { return [] }
        return found.map { Match(label: labels[$0.place], range: $0.range, wordCount: $0.wordCount, place: $0.place) }
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
