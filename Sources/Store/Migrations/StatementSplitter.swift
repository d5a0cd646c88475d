/// Splits a script into its statements, for those that must run outside a transaction.
enum StatementSplitter {
    /// Cuts at semicolons that end a statement, not at those in strings, quoted names, dollar quotes and comments.
    static func split(_ script: String) -> [String] {
        var statements: [String] = []
        var current = ""
        var rest = script[...]
        while let character = rest.first {
            if let quoted = quoted(at: rest, after: current.last) {
                current += quoted
                rest = rest.dropFirst(quoted.count)
            } else if character == ";" {
                statements.append(current)
                current = ""
                rest = rest.dropFirst()
            } else {
                current.append(character)
                rest = rest.dropFirst()
            }
        }
        statements.append(current)
        return statements.filter { !isBlank($0) }
    }

    /// The stretch at the beginning within which a semicolon ends nothing; nil when there is none.
    private static func quoted(at text: Substring, after previous: Character?) -> Substring? {
        if text.hasPrefix("--") { return text.prefix { $0 != "\n" } }
        if text.hasPrefix("/*") { return comment(at: text) }
        if text.hasPrefix("'") { return upTo("'", in: text, after: 1) }
        if text.hasPrefix("\"") { return upTo("\"", in: text, after: 1) }
        // The rest begins with a letter or a dollar, which may as well be inside of a name.
        if let previous, previous.isLetter || previous.isNumber || previous == "_" { return nil }
        if text.hasPrefix("E'") || text.hasPrefix("e'") { return escaped(at: text) }
        guard text.hasPrefix("$"), let end = text.dropFirst().firstIndex(of: "$") else { return nil }
        let tag = text[...end]
        guard tag.dropFirst().dropLast().allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
        return upTo(tag, in: text, after: tag.count)
    }

    /// A string in which a backslash takes the next character along.
    private static func escaped(at text: Substring) -> Substring {
        var index = text.index(text.startIndex, offsetBy: 2)
        while index < text.endIndex {
            switch text[index] {
            case "\\": index = text.index(index, offsetBy: 2, limitedBy: text.endIndex) ?? text.endIndex
            case "'":
                index = text.index(after: index)
                // A doubled quote is a quote.
                guard index < text.endIndex, text[index] == "'" else { return text[..<index] }
                index = text.index(after: index)
            default: index = text.index(after: index)
            }
        }
        return text
    }

    /// A comment, with the comments in it.
    private static func comment(at text: Substring) -> Substring {
        var rest = text.dropFirst(2)
        var depth = 1
        while depth > 0, !rest.isEmpty {
            if rest.hasPrefix("/*") {
                depth += 1
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("*/") {
                depth -= 1
                rest = rest.dropFirst(2)
            } else {
                rest = rest.dropFirst()
            }
        }
        return text[..<rest.startIndex]
    }

    private static func upTo(_ mark: some StringProtocol, in text: Substring, after count: Int) -> Substring {
        guard let found = text.dropFirst(count).firstRange(of: mark) else { return text }
        return text[..<found.upperBound]
    }

    /// Whether there is nothing but space and comments.
    private static func isBlank(_ statement: String) -> Bool {
        var rest = statement[...]
        while let character = rest.first {
            if character.isWhitespace {
                rest = rest.dropFirst()
            } else if rest.hasPrefix("--") || rest.hasPrefix("/*"), let comment = quoted(at: rest, after: nil) {
                rest = rest.dropFirst(comment.count)
            } else {
                return false
            }
        }
        return true
    }
}
