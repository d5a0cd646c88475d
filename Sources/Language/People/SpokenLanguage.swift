/// The languages in which danger and the wish for a person are understood, by their codes.
package enum SpokenLanguage: String, Sendable, Codable, CaseIterable {
    case en, es, de, fr, it, pt, nl, pl, tr, sv, ru, uk, el, zh, ja, ko, ar, he, th, hi

    /// Reads a tag such as `pt-BR`; nil for a language that is not among them.
    package init?(tag: String) {
        self.init(rawValue: String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased())
    }

    /// Whether its words run together or take on beginnings, so that phrases are looked for anywhere in the text.
    var isSearchedAnywhere: Bool {
        switch self {
        case .zh, .ja, .ko, .ar, .he, .th, .hi: true
        case .en, .es, .de, .fr, .it, .pt, .nl, .pl, .tr, .sv, .ru, .uk, .el: false
        }
    }
}
