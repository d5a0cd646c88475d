/// A pattern as a list of steps, all of whose ways are walked at once.
struct PatternProgram: Sendable, Hashable {
    /// The most steps of one pattern.
    static let maximumLength = 2000

    /// One step.
    enum Step: Sendable, Hashable {
        case scalar(UInt32)
        case any
        case set(Int)
        case place(PatternPlace)
        /// Goes on at both.
        case split(Int, Int)
        case jump(Int)
        case match
    }

    private(set) var steps: [Step] = []
    private(set) var sets: [ScalarSet] = []

    /// Lays out the steps.
    ///
    /// - Throws: ``PatternError`` when there would be too many; nothing of that size is ever built.
    init(_ node: PatternNode) throws(PatternError) {
        guard Self.size(of: node) < Self.maximumLength else {
            throw PatternError(
                position: 0,
                reason: "its repetitions multiply to more than \(Self.maximumLength) steps"
            )
        }
        add(node)
        steps.append(.match)
    }

    /// How many steps a node takes; never more than one above the most.
    private static func size(of node: PatternNode) -> Int {
        let size =
            switch node {
            case .empty: 0
            case .scalar, .any, .set, .place: 1
            case .sequence(let parts): parts.reduce(0) { min($0 + Self.size(of: $1), maximumLength + 1) }
            case .choice(let parts): parts.reduce(0) { min($0 + Self.size(of: $1) + 2, maximumLength + 1) }
            case .repeated(let inner, let count):
                Self.size(of: inner) * count.upperBound + count.upperBound - count.lowerBound
            case .repeatedAtLeast(let inner, let least): Self.size(of: inner) * max(least, 1) + 2
            }
        return min(size, maximumLength + 1)
    }

    private mutating func add(_ node: PatternNode) {
        switch node {
        case .empty: break
        case .scalar(let value): steps.append(.scalar(value))
        case .any: steps.append(.any)
        case .place(let place): steps.append(.place(place))
        case .set(let set):
            let known = sets.firstIndex(of: set)
            if known == nil { sets.append(set) }
            steps.append(.set(known ?? sets.count - 1))
        case .sequence(let parts):
            for part in parts { add(part) }
        case .choice(let parts): addChoice(parts)
        case .repeated(let inner, let count):
            for _ in 0..<count.lowerBound { add(inner) }
            addOptional(inner, count.upperBound - count.lowerBound)
        case .repeatedAtLeast(let inner, let least): addEndless(inner, least)
        }
    }

    private mutating func addChoice(_ parts: [PatternNode]) {
        var ends: [Int] = []
        for part in parts.dropLast() {
            let split = steps.count
            steps.append(.split(split + 1, split + 1))
            add(part)
            ends.append(steps.count)
            steps.append(.jump(0))
            steps[split] = .split(split + 1, steps.count)
        }
        if let last = parts.last { add(last) }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func addOptional(_ inner: PatternNode, _ count: Int) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(steps.count)
            steps.append(.jump(0))
            add(inner)
        }
        for split in splits { steps[split] = .split(split + 1, steps.count) }
    }

    private mutating func addEndless(_ inner: PatternNode, _ least: Int) {
        if least == 0 {
            let split = steps.count
            steps.append(.jump(0))
            add(inner)
            steps.append(.jump(split))
            steps[split] = .split(split + 1, steps.count)
            return
        }
        for _ in 1..<least { add(inner) }
        let start = steps.count
        add(inner)
        steps.append(.split(start, steps.count + 1))
    }
}
