/// A kind of scalar with a name of its own.
enum ScalarKind: Sendable, Hashable {
    /// `\d`, `\w` and `\s`: digits, letters and spaces of any script.
    case digit, word, space

    /// Whether a scalar is of this kind.
    func contains(_ value: UInt32) -> Bool {
        if value < 0x80 {
            switch self {
            case .digit: return (0x30...0x39).contains(value)
            case .word:
                return (0x61...0x7A).contains(value) || (0x30...0x39).contains(value) || value == 0x5F
                    || (0x41...0x5A).contains(value)
            case .space: return value == 0x20 || (0x09...0x0D).contains(value)
            }
        }
        guard let properties = Unicode.Scalar(value)?.properties else { return false }
        switch self {
        case .digit: return properties.generalCategory == .decimalNumber
        case .space: return properties.isWhitespace
        case .word:
            switch properties.generalCategory {
            // Marks belong to the letter before them, in India's scripts for example.
            case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .connectorPunctuation: return true
            default: return properties.isAlphabetic
            }
        }
    }
}

/// A class of scalars, such as `[a-z0-9_]`, `[^,]` or `\d`.
struct ScalarSet: Sendable, Hashable {
    private var ranges: [ClosedRange<UInt32>] = []
    private var kinds: [ScalarKind] = []
    private var missingKinds: [ScalarKind] = []
    private var isNegated = false
    /// The answers for ASCII, worked out once.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// Puts a class together; ranges hold folded scalars.
    init(ranges: [ClosedRange<UInt32>] = [], kinds: [ScalarKind] = [], missing: [ScalarKind] = [], isNegated: Bool) {
        self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
        self.kinds = kinds
        missingKinds = missing
        self.isNegated = isNegated
        for value in UInt32(0)..<128 where find(value) {
            if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
        }
    }

    /// Whether a scalar is in it.
    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return low & (1 << UInt64(value)) != 0 }
        if value < 128 { return high & (1 << UInt64(value - 64)) != 0 }
        return find(value)
    }

    private func find(_ value: UInt32) -> Bool {
        let isListed =
            ranges.contains { $0.contains(value) } || kinds.contains { $0.contains(value) }
            || missingKinds.contains { !$0.contains(value) }
        return isListed != isNegated
    }
}
