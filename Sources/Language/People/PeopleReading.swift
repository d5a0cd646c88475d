/// What a guest's words say about needing people: danger, and the wish for a person. Pure, and one look at the words.
///
/// Words that only sound like it, such as a fire pit or the way to the front desk, are phrases of their own: whatever
/// overlaps one of them does not count.
package struct PeopleReading: Sendable, Hashable {
    /// The danger spoken of; nil when there is none. Of several, the first of ``Danger/allCases``.
    package private(set) var danger: Danger?
    /// Whether a person is asked for.
    package private(set) var wantsPerson = false
    /// The languages in which it was said, the likeliest first; a word may be the same in several.
    package private(set) var languages: [SpokenLanguage] = []

    /// Reads a message that was cut into words already.
    package init(_ tokens: [GuestTokens.Token]) {
        var found: [(label: PeopleLabel, range: Range<Int>)] = PeopleBook.index.matches(in: tokens).map {
            ($0.label, $0.range)
        }
        judge(found)
        guard danger == nil, tokens.contains(where: { RunningText.isNeeded(for: $0.text) }) else { return }
        found = PeopleBook.running.matches(in: RunningText(tokens))
        judge(found)
    }

    /// Reads a message.
    package init(_ text: String) {
        self.init(GuestTokens(text).tokens)
    }

    private mutating func judge(_ found: [(label: PeopleLabel, range: Range<Int>)]) {
        guard !found.isEmpty else { return }
        let innocent = found.filter { $0.label.sign == .noDanger }.map(\.range)
        let idle = found.filter { $0.label.sign == .noWish }.map(\.range)
        var count: [SpokenLanguage: Int] = [:]
        for (label, range) in found {
            switch label.sign {
            case .danger(let kind):
                guard !innocent.contains(where: { $0.overlaps(range) }) else { continue }
                if danger.map({ kind.place < $0.place }) ?? true { danger = kind }
            case .wish:
                guard !idle.contains(where: { $0.overlaps(range) }) else { continue }
                wantsPerson = true
            case .noDanger, .noWish:
                continue
            }
            count[label.language, default: 0] += range.count
        }
        // The longer it was said in a language, the likelier that is the one; the order of the book settles the rest.
        languages += SpokenLanguage.allCases.filter { count[$0] != nil && !languages.contains($0) }
            .sorted { (count[$0] ?? 0) > (count[$1] ?? 0) }
    }
}

extension Danger {
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
