/// Finds phrases, known by their places in a book, looking only at those that can begin with the word at hand.
///
/// What they stand for is kept apart: what looks at every word of every message is no generic code.
struct PhraseFinder: Sendable {
    /// A phrase found.
    struct Found {
        /// Where in the book it stands.
        let place: Int
        /// The tokens it covers.
        let range: Range<Int>
        /// How many words of it are spelled out.
        let wordCount: Int
    }

    private struct Entry: Sendable {
        let place: Int
        let phrase: Phrase
    }

    private var exact: [String: [Entry]] = [:]
    private var prefixes: [String: [Entry]] = [:]
    private var exactBeginnings = WordBeginnings()
    private var prefixBeginnings = WordBeginnings()
    private static let prefixLength = 2

    /// Adds a phrase that stands at a place.
    mutating func add(_ phrase: Phrase, at place: Int) {
        let entry = Entry(place: place, phrase: phrase)
        for word in phrase.openings {
            if word.isPrefix {
                prefixBeginnings.insert(word.text)
                prefixes[String(word.text.prefix(Self.prefixLength)), default: []].append(entry)
            } else {
                exactBeginnings.insert(word.text)
                exact[word.text, default: []].append(entry)
            }
        }
    }

    /// Every phrase that is there, in the order of the text.
    func find(in tokens: [GuestTokens.Token]) -> [Found] {
        var found: [Found] = []
        for (start, token) in tokens.enumerated() {
            if exactBeginnings.mayContain(token.text) {
                collect(exact[token.text], in: tokens, from: start, into: &found)
            }
            if prefixBeginnings.mayContain(token.text) {
                collect(prefixes[String(token.text.prefix(Self.prefixLength))], in: tokens, from: start, into: &found)
            }
        }
        return found
    }

    private func collect(
        _ entries: [Entry]?,
        in tokens: [GuestTokens.Token],
        from start: Int,
        into found: inout [Found]
    ) {
        guard let entries else { return }
        for entry in entries {
            guard let end = entry.phrase.end(in: tokens, from: start) else { continue }
            found.append(Found(place: entry.place, range: start..<end, wordCount: entry.phrase.wordCount))
        }
    }
}
