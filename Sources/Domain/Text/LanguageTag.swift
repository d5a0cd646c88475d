/// Tags of languages such as `pt-BR`, and how a table by language is asked.
package enum LanguageTag {
    /// The language alone, in small letters.
    package static func base(_ tag: String) -> String {
        String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
    }

    /// Whether a text is a tag.
    package static func isWellFormed(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.utf8.count), tag.utf8.count <= 35,
            language.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                    default: false
                    }
                }
        }
    }

    /// What a table says of a language: its own entry, else its base's, else that of a near one: guests are told to write
    /// `pt`, and what a hotel has for `pt-BR` is for them.
    package static func value<Value>(in table: [String: Value], of tag: String) -> Value? {
        let language = base(tag)
        if let value = table[tag] ?? table[language] { return value }
        return table.keys.filter { base($0) == language }.min().flatMap { table[$0] }
    }

    /// Of texts by language the one that suits: in one of the wanted languages, the earlier the better, else any.
    package static func choose(_ texts: [String: String], wanted: [String?]) -> String? {
        for case let tag? in wanted {
            if let text = value(in: texts, of: tag) { return text }
        }
        return texts.keys.min().flatMap { texts[$0] }
    }
}
