import Foundation

/// Reads the notation of patterns: what RE2 takes, and nothing that would need going back in the text.
struct PatternParser {
    /// The longest pattern, in Unicode scalars.
    static let maximumLength = 500
    /// The most that a `{…}` may ask for.
    static let maximumRepetition = 100
    private static let maximumDepth = 50

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    /// Reads a whole pattern.
    static func parse(_ source: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(source)
        guard parser.scalars.count <= maximumLength else {
            throw PatternError(position: maximumLength, reason: "a pattern has at most \(maximumLength) characters")
        }
        // It is what patterns mean anyhow.
        if parser.scalars.starts(with: "(?i)".unicodeScalars) { parser.index = 4 }
        let node = try parser.choice()
        if parser.index < parser.scalars.count { throw parser.error("a ) that closes nothing") }
        return node
    }

    private init(_ source: String) {
        scalars = Array(source.precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func error(_ reason: String, at position: Int? = nil) -> PatternError {
        PatternError(position: position ?? index, reason: reason)
    }

    private func isNext(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    // MARK: Choices, sequences, repetitions

    private mutating func choice() throws(PatternError) -> PatternNode {
        var branches = [try sequence()]
        while next == "|" {
            index += 1
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let part = try repetition(of: try item())
            // Nothing beside something is left out: what is not there is not repeated a hundred times over either.
            if part != .empty { parts.append(part) }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repetition(of node: PatternNode) throws(PatternError) -> PatternNode {
        let repeated: PatternNode
        switch next {
        case "*": repeated = .repeatedAtLeast(node, 0)
        case "+": repeated = .repeatedAtLeast(node, 1)
        case "?": repeated = .repeated(node, 0...1)
        case "{": repeated = try counted(node)
        default: return node
        }
        index += 1
        switch next {
        // As little as possible or as much: whether it fits is the same.
        case "?": index += 1
        case "+": throw error("a repetition that never gives back is not offered")
        default: break
        }
        switch next {
        case "*", "+", "?", "{": throw error("a repetition of a repetition: put the inner one into a group")
        default: return Self.isNothing(repeated) ? .empty : repeated
        }
    }

    /// Whether a repetition takes no step however often it is laid out: those that multiply steps would then multiply
    /// work of which no count of steps ever tells.
    private static func isNothing(_ repeated: PatternNode) -> Bool {
        switch repeated {
        case .repeated(let inner, let count): inner == .empty || count.upperBound == 0
        case .repeatedAtLeast(let inner, _): inner == .empty
        case .empty, .scalar, .any, .set, .place, .sequence, .choice: false
        }
    }

    /// Reads `{3}`, `{3,}` or `{3,5}`, up to the closing brace.
    private mutating func counted(_ node: PatternNode) throws(PatternError) -> PatternNode {
        let start = index
        index += 1
        guard let least = try count() else { throw error("a { that begins no repetition is written \\{", at: start) }
        if next == "}" { return .repeated(node, least...least) }
        guard next == "," else { throw error("a { that begins no repetition is written \\{", at: start) }
        index += 1
        let most = try count()
        guard next == "}" else { throw error("a { that begins no repetition is written \\{", at: start) }
        guard let most else { return .repeatedAtLeast(node, least) }
        guard most >= least else { throw error("a repetition whose most is less than its least", at: start) }
        return .repeated(node, least...most)
    }

    private mutating func count() throws(PatternError) -> Int? {
        let start = index
        var value = 0
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = value * 10 + Int(scalar.value - 0x30)
            guard value <= Self.maximumRepetition else {
                throw error("at most \(Self.maximumRepetition) repetitions are counted", at: start)
            }
            index += 1
        }
        return index == start ? nil : value
    }

    // MARK: Single things

    private mutating func item() throws(PatternError) -> PatternNode {
        guard let scalar = next else { return .empty }
        switch scalar {
        case "(": return try group()
        case "[": return try classOfScalars()
        case "\\": return try escape()
        case "*", "+", "?": throw error("a repetition of nothing")
        case "{": throw error("a { that begins no repetition is written \\{")
        case ".":
            index += 1
            return .any
        case "^":
            index += 1
            return .place(.start)
        case "$":
            index += 1
            return .place(.end)
        default:
            index += 1
            return Self.literal(scalar)
        }
    }

    /// A scalar as texts hold it after folding.
    private static func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let folded = ScalarFolding.folded(scalar.value).map(PatternNode.scalar)
        return folded.count == 1 ? folded[0] : folded.isEmpty ? .empty : .sequence(folded)
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let start = index
        for (opening, reason) in Self.refusedGroups where isNext(opening) { throw error(reason) }
        index += 1
        if isNext("?:") {
            index += 2
        } else if next == "?" {
            throw error("of groups only (…) and (?:…) are offered", at: start)
        }
        depth += 1
        guard depth <= Self.maximumDepth else { throw error("groups within groups, too many of them", at: start) }
        let inner = try choice()
        guard next == ")" else { throw error("a ( that is never closed", at: start) }
        index += 1
        depth -= 1
        return inner
    }

    private static let refusedGroups = [
        ("(?=", "looking ahead is not offered"), ("(?!", "looking ahead is not offered"),
        ("(?<=", "looking behind is not offered"), ("(?<!", "looking behind is not offered"),
        ("(?>", "groups that never give back are not offered"),
        ("(?i)", "(?i) may only stand at the very beginning, and need not"),
    ]

    private mutating func escape() throws(PatternError) -> PatternNode {
        let start = index
        index += 1
        guard let scalar = next else { throw error("a \\ at the end", at: start) }
        index += 1
        if let kind = Self.kind(of: scalar) {
            return .set(
                ScalarSet(
                    kinds: kind.isMissing ? [] : [kind.kind],
                    missing: kind.isMissing ? [kind.kind] : [],
                    isNegated: false
                )
            )
        }
        switch scalar {
        case "b": return .place(.wordEdge)
        case "B": return .place(.notWordEdge)
        case "1"..."9", "k": throw error("referring back to a group is not offered", at: start)
        default: return Self.literal(try Self.escaped(scalar, at: start))
        }
    }

    private static func kind(of scalar: Unicode.Scalar) -> (kind: ScalarKind, isMissing: Bool)? {
        switch scalar {
        case "d": (.digit, false)
        case "D": (.digit, true)
        case "w": (.word, false)
        case "W": (.word, true)
        case "s": (.space, false)
        case "S": (.space, true)
        default: nil
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar, at start: Int) throws(PatternError) -> Unicode.Scalar {
        switch scalar {
        case "n", "r": return "\n"
        case "t": return "\t"
        default: break
        }
        guard scalar.value >= 0x80 || !ScalarKind.word.contains(scalar.value) else {
            throw PatternError(position: start, reason: "\\\(scalar) is not known")
        }
        return scalar
    }

    // MARK: Classes

    private mutating func classOfScalars() throws(PatternError) -> PatternNode {
        let start = index
        index += 1
        let isNegated = next == "^"
        if isNegated { index += 1 }
        if next == "]" { throw error("an empty class; a ] in it is written \\]", at: start) }
        var members = ClassMembers()
        while let scalar = next, scalar != "]" {
            if isNext("[:") { throw error("classes by name are not offered: use \\d, \\w or \\s") }
            try member(into: &members)
        }
        guard next == "]" else { throw error("a [ that is never closed", at: start) }
        index += 1
        return .set(members.set(isNegated: isNegated))
    }

    private mutating func member(into members: inout ClassMembers) throws(PatternError) {
        let start = index
        guard let first = try classScalar(into: &members) else {
            if isNext("-"), !isNext("-]") { throw error("a kind of character has no place in a range", at: start) }
            return
        }
        guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
            guard members.add(first.value...first.value) else {
                throw error("\(first) stands for several letters: write it outside of the class", at: start)
            }
            return
        }
        index += 1
        guard let last = try classScalar(into: &members) else {
            throw error("a kind of character has no place in a range", at: start)
        }
        guard first.value <= last.value else { throw error("a range that runs backwards", at: start) }
        _ = members.add(first.value...last.value)
    }

    /// One scalar of a class; nil for a kind, which is added at once.
    private mutating func classScalar(into members: inout ClassMembers) throws(PatternError) -> Unicode.Scalar? {
        let start = index
        guard let scalar = next else { throw error("a [ that is never closed") }
        index += 1
        guard scalar == "\\" else { return scalar }
        guard let escaped = next else { throw error("a \\ at the end", at: start) }
        index += 1
        guard let kind = Self.kind(of: escaped) else { return try Self.escaped(escaped, at: start) }
        if kind.isMissing { members.missing.append(kind.kind) } else { members.kinds.append(kind.kind) }
        return nil
    }
}

/// What a class has gathered.
private struct ClassMembers {
    var ranges: [ClosedRange<UInt32>] = []
    var kinds: [ScalarKind] = []
    var missing: [ScalarKind] = []

    /// Adds a range; false when it is a single scalar that folds to several.
    mutating func add(_ range: ClosedRange<UInt32>) -> Bool {
        guard range.count == 1 else {
            ranges.append(range)
            return true
        }
        let folded = ScalarFolding.folded(range.lowerBound)
        guard folded.count <= 1 else { return false }
        ranges += folded.map { $0...$0 }
        return true
    }

    func set(isNegated: Bool) -> ScalarSet {
        ScalarSet(ranges: ranges, kinds: kinds, missing: missing, isNegated: isNegated)
    }
}
