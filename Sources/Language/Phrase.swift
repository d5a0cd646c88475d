/// One way of saying something, as rules write it.
///
/// Words stand in order. `a|b` is either, `towel*` is any word that begins so, `~` is up to three words of the same
/// sentence, `^` and `$` are the beginning and the end of a sentence.
package struct Phrase: Sendable {
    /// One word of a phrase.
    struct Word: Sendable, Hashable {
        var text: String
        var isPrefix: Bool

        func matches(_ token: String) -> Bool {
            isPrefix ? token.hasPrefix(text) : token == text
        }
    }

    private enum Element: Sendable {
        case word([Word])
        case gap
    }

    private static let longestGap = 3

    private let elements: [Element]
    private let isAtStart: Bool
    private let isAtEnd: Bool
    /// How many words are spelled out: of two matches of one length the more exact wins.
    package let wordCount: Int

    /// Reads the notation; nil when it does not begin with a word.
    package init?(_ notation: some StringProtocol) {
        var parts = String(notation).split(separator: Character(" ")).map { String($0) }
        isAtStart = parts.first == "^"
        isAtEnd = parts.last == "$"
        parts.removeAll { $0 == "^" || $0 == "$" }
        elements = parts.map { part in
            if part == "~" { return .gap }
            return .word(
                part.split(separator: Character("|")).map { (text: Substring) -> Word in
                    let isPrefix = text.hasSuffix("*")
                    return Word(text: GuestTokens.fold(String(isPrefix ? text.dropLast() : text)), isPrefix: isPrefix)
                }
            )
        }
        wordCount = parts.count { $0 != "~" }
        guard case .word = elements.first, case .word = elements.last else { return nil }
    }

    /// Reads a list of phrases separated by commas.
    package static func list(_ notation: String) -> [Phrase] {
        notation.split(separator: ",").compactMap(Phrase.init)
    }

    /// The words it may begin with.
    var openings: [Word] {
        if case .word(let words) = elements.first { words } else { [] }
    }

    /// Where a match that begins at `start` ends; nil when there is none.
    func end(in tokens: [GuestTokens.Token], from start: Int) -> Int? {
        let sentence = tokens[start].sentence
        if isAtStart, start > 0, tokens[start - 1].sentence == sentence { return nil }
        return end(element: 0, in: tokens, at: start, sentence: sentence)
    }

    private func end(element: Int, in tokens: [GuestTokens.Token], at index: Int, sentence: Int) -> Int? {
        guard element < elements.count else {
            if isAtEnd, index < tokens.count, tokens[index].sentence == sentence { return nil }
            return index
        }
        switch elements[element] {
        case .word(let words):
            guard index < tokens.count, tokens[index].sentence == sentence else { return nil }
            guard words.contains(where: { $0.matches(tokens[index].text) }) else { return nil }
            return end(element: element + 1, in: tokens, at: index + 1, sentence: sentence)
        case .gap:
            for length in 0...Self.longestGap {
                if let end = end(element: element + 1, in: tokens, at: index + length, sentence: sentence) {
                    return end
                }
            }
            return nil
        }
    }
}
