/// What a guest's words say about needing people: danger, and the wish for a person. Pure, and one look at the words.
///
/// Words that only sound like it, such as a fire pit or the way to the front desk, are phrases of their own, and a "no"
/// before it takes it back. Both reach as far as they are sure to: whom a harmless word beside real danger silences is
/// not heard at all.
package struct PeopleReading: Sendable, Hashable {
    /// The danger spoken of; nil when there is none. Of several, the first of ``Danger/allCases``.
    package private(set) var danger: Danger?
    /// Whether a person is asked for.
    package private(set) var wantsPerson = false
    /// The languages in which it was said, the likeliest first; a word may be the same in several.
    package private(set) var languages: [SpokenLanguage] = []

    /// Reads a message that was cut into words already.
    package init(_ tokens: [GuestTokens.Token]) {
        judge(
            PeopleBook.index.matches(in: tokens).map {
                Found(label: $0.label, range: $0.range, isUnbroken: $0.wordCount == $0.range.count)
            },
            in: tokens
        )
        guard danger == nil, tokens.contains(where: { RunningText.isNeeded(for: $0.text) }) else { return }
        judge(
            PeopleBook.running.matches(in: RunningText(tokens)).map {
                Found(label: $0.label, range: $0.range, isUnbroken: false)
            },
            in: nil
        )
    }

    /// Reads a message.
    package init(_ text: String) {
        self.init(GuestTokens(text).tokens)
    }

    /// A phrase found, and whether its words stand side by side.
    private struct Found {
        var label: PeopleLabel
        var range: Range<Int>
        var isUnbroken: Bool

        /// Whether it takes back what was found in a range.
        func covers(_ other: Range<Int>) -> Bool {
            if range.lowerBound <= other.lowerBound, other.upperBound <= range.upperBound { return true }
            // "There is a fire exit": the last word is the beginning of another.
            return isUnbroken && range.contains(other.upperBound - 1)
        }

        /// Whether it is a harmless phrase; words on both sides of a comma are none.
        func isHarmless(in tokens: [GuestTokens.Token]?) -> Bool {
            guard label.sign == .noDanger else { return false }
            guard let tokens else { return true }
            return tokens[range.lowerBound].clause == tokens[range.upperBound - 1].clause
        }

        /// Whether it is a wish that is said not to be one.
        func isRefused(in tokens: [GuestTokens.Token]?) -> Bool {
            guard label.sign == .wish, let tokens else { return false }
            return Negations.denyWish(label.language, at: range, in: tokens)
        }
    }

    /// - Parameter tokens: the words that ranges count; nil where they count characters.
    private mutating func judge(_ found: [Found], in tokens: [GuestTokens.Token]?) {
        guard !found.isEmpty else { return }
        let innocent = found.filter { $0.label.sign == .ownWords || $0.isHarmless(in: tokens) }
        let idle = found.filter { $0.label.sign == .noWish }.map(\.range)
        let refused = found.filter { $0.isRefused(in: tokens) }.map(\.range)
        var count: [SpokenLanguage: Int] = [:]
        for match in found {
            let (label, range) = (match.label, match.range)
            switch label.sign {
            case .danger(let kind):
                guard !innocent.contains(where: { $0.covers(range) }) else { continue }
                if let tokens, Negations.deny(kind, label.language, at: range, in: tokens) { continue }
                if danger.map({ kind.place < $0.place }) ?? true { danger = kind }
            case .wish:
                guard !idle.contains(where: { $0.overlaps(range) }) else { continue }
                guard !refused.contains(where: { $0.contains(range.lowerBound) && $0.contains(range.upperBound - 1) })
                else { continue }
                wantsPerson = true
            case .noDanger, .ownWords, .noWish:
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
