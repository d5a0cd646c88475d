/// Tags such as `pt-BR`.
package enum LanguageTag {
    /// The language alone, in small letters.
    static func base(_ tag: String) -> String {
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
                && part.utf8.allSatisfy { $0 < 0x80 && ScalarKind.word.contains(UInt32($0)) && $0 != 0x5F }
        }
    }

    /// Of texts by language the one that suits: in one of the wanted languages, the earlier the better, else any.
    static func choose(_ texts: [String: String], wanted: [String?]) -> String? {
        for case let tag? in wanted {
            if let text = texts[tag] ?? texts[base(tag)] { return text }
            let near = texts.keys.filter { base($0) == base(tag) }.min()
            if let near { return texts[near] }
        }
        return texts.keys.min().flatMap { texts[$0] }
    }
}
