/// Words of which every text that fits a pattern holds at least one: a thousand patterns cost next to nothing when they
/// are only tried on texts that hold theirs.
enum PatternLandmarks {
    private static let mostAlternatives = 50
    private static let shortest = 2

    /// The words, each at least two scalars long and without spaces; nil when there are none that every fitting text
    /// must hold.
    static func of(_ node: PatternNode) -> [[UInt32]]? {
        switch node {
        case .sequence(let parts): ofSequence(flattened(parts))
        case .choice(let parts): ofChoice(parts)
        case .repeated(let inner, let count): count.lowerBound > 0 ? of(inner) : nil
        case .repeatedAtLeast(let inner, let least): least > 0 ? of(inner) : nil
        case .empty, .scalar, .any, .set, .place: nil
        }
    }

    /// Sequences within sequences laid open, so that words are not cut in pieces.
    private static func flattened(_ parts: [PatternNode]) -> [PatternNode] {
        parts.flatMap { part in
            if case .sequence(let inner) = part { flattened(inner) } else { [part] }
        }
    }

    private static func ofSequence(_ parts: [PatternNode]) -> [[UInt32]]? {
        var best: [[UInt32]]?
        func consider(_ words: [[UInt32]]?) {
            guard let words, let length = words.map(\.count).min(), length >= shortest else { return }
            if let known = best?.map(\.count).min(), known >= length { return }
            best = words
        }
        var run: [UInt32] = []
        for part in parts {
            // Spaces are counted otherwise where words are looked for.
            if case .scalar(let value) = part, !ScalarKind.space.contains(value) {
                run.append(value)
                continue
            }
            // Between two letters a place changes nothing.
            if case .place = part { continue }
            consider([run])
            run = []
            consider(of(part))
        }
        consider([run])
        return best
    }

    private static func ofChoice(_ parts: [PatternNode]) -> [[UInt32]]? {
        var words: [[UInt32]] = []
        for part in parts {
            guard let own = of(part) else { return nil }
            words += own
        }
        return words.isEmpty || words.count > mostAlternatives ? nil : words
    }
}
