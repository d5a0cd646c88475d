/// How a stretch of text that fits a pattern may begin.
struct PatternOpening: Sendable, Hashable {
    /// Whether it begins where the text does, and nowhere else.
    let isAtStart: Bool
    /// The scalars it may begin with; nil when that cannot be told, or it may be empty.
    let scalars: ScalarFilter?

    /// Finds out from a program.
    init(_ program: PatternProgram) {
        var reached = Set<Int>()
        var open = [0]
        var filter = ScalarFilter()
        var isOpen = false
        while let step = open.popLast() {
            guard reached.insert(step).inserted else { continue }
            switch program.steps[step] {
            case .scalar(let value): filter.insert(value)
            case .any: filter.insertAll()
            case .set(let set): filter.insert(program.sets[set])
            // Some way leads through to the end.
            case .match: isOpen = true
            case .jump(let target): open.append(target)
            case .split(let one, let other): open += [one, other]
            case .place: open.append(step + 1)
            }
        }
        scalars = isOpen ? nil : filter
        isAtStart = program.steps.first == .place(.start)
    }
}

/// A coarse set of scalars: exact for ASCII; beyond, whole kinds of scalars or all.
struct ScalarFilter: Sendable, Hashable {
    private var ascii = ScalarBits()
    private var hasOthers = false
    private var kinds: [ScalarKind] = []

    /// Whether a scalar may be in it.
    func contains(_ value: UInt32) -> Bool {
        value < 128 ? ascii.contains(value) : hasOthers || kinds.contains { $0.contains(value) }
    }

    mutating func insert(_ value: UInt32) {
        if value < 128 { ascii.insert(value) } else { hasOthers = true }
    }

    mutating func insert(_ set: ScalarSet) {
        ascii.formUnion(set.ascii)
        if let only = set.onlyKinds {
            for kind in only where !kinds.contains(kind) { kinds.append(kind) }
        } else {
            hasOthers = true
        }
    }

    mutating func insertAll() { (ascii, hasOthers) = (ScalarBits().inverted, true) }
}
