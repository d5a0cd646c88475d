/// Splits a script into its statements, for those that must run outside a transaction.
enum StatementSplitter {
    /// Cuts at semicolons that end a statement, not at those in strings, quoted names, dollar quotes and comments.
    static func split(_ script: String) -> [String] {
        var statements: [String] = []
        var current = ""
        var rest = script[...]
        while let character = rest.first {
            if let quoted = quoted(at: rest) {
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
    private static func quoted(at text: Substring) -> Substring? {
        if text.hasPrefix("--") { return text.prefix { $0 != "\n" } }
        if text.hasPrefix("/*") { return upTo("*/", in: text, after: 2) }
        if text.hasPrefix("'") { return upTo("'", in: text, after: 1) }
        if text.hasPrefix("\"") { return upTo("\"", in: text, after: 1) }
        guard text.hasPrefix("$"), let end = text.dropFirst().firstIndex(of: "$") else { return nil }
        let tag = text[...end]
        guard tag.dropFirst().dropLast().allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
        return upTo(tag, in: text, after: tag.count)
    }

    private static func upTo(_ mark: some StringProtocol, in text: Substring, after count: Int) -> Substring {
        guard let found = text.dropFirst(count).firstRange(of: mark) else { return text }
        return text[..<found.upperBound]
    }

    private static func isBlank(_ statement: String) -> Bool {
        statement.split(separator: "\n").allSatisfy { line in
            let text = line.drop { $0.isWhitespace }
            return text.isEmpty || text.hasPrefix("--")
        }
    }
}
