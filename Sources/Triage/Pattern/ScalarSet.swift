/// A kind of scalar with a name of its own.
enum ScalarKind: Sendable, Hashable {
    /// `\d`, `\w` and `\s`: digits, letters and spaces of any script.
    case digit, word, space

    /// Those of ASCII that are of this kind.
    var ascii: ScalarBits {
        switch self {
        case .digit: Self.digits
        case .word: Self.words
        case .space: Self.spaces
        }
    }

    private static let digits = ScalarBits { ScalarKind.digit.contains($0) }
    private static let words = ScalarBits { ScalarKind.word.contains($0) }
    private static let spaces = ScalarBits { ScalarKind.space.contains($0) }

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
        return value <= UInt16.max ? Self.basicPlane[Int(value)] & bit != 0 : isTrue(of: value)
    }

    private var bit: UInt8 {
        switch self {
        case .digit: 1
        case .word: 2
        case .space: 4
        }
    }

    /// The kinds of each scalar that fits in 16 bits: asking Unicode anew for every pattern would cost more than all
    /// the rest of a search.
    private static let basicPlane: [UInt8] = (0...UInt32(UInt16.max)).map { value in
        [ScalarKind.digit, .word, .space].reduce(0) { $1.isTrue(of: value) ? $0 | $1.bit : $0 }
    }

    /// What Unicode says.
    private func isTrue(of value: UInt32) -> Bool {
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
///
/// What its ranges fold to is asked of the scalar that is looked for, not worked out for every range: a class costs as
/// much as it is long, however much it holds.
struct ScalarSet: Sendable, Hashable {
    /// In order, none of them touching another.
    private let ranges: [ClosedRange<UInt32>]
    private let kinds: [ScalarKind]
    private let missingKinds: [ScalarKind]
    private let isNegated: Bool
    /// The answers for ASCII, worked out once.
    let ascii: ScalarBits

    /// Puts a class together; it holds what the ranges hold and what that folds to.
    init(ranges: [ClosedRange<UInt32>] = [], kinds: [ScalarKind] = [], missing: [ScalarKind] = [], isNegated: Bool) {
        let ranges = Self.merged(ranges)
        self.ranges = ranges
        self.kinds = kinds
        missingKinds = missing
        self.isNegated = isNegated
        var ascii = ScalarBits()
        for range in ranges { ascii.formUnion(ScalarBits(folding: range)) }
        for kind in kinds { ascii.formUnion(kind.ascii) }
        for kind in missing { ascii.formUnion(kind.ascii.inverted) }
        self.ascii = isNegated ? ascii.inverted : ascii
    }

    /// The kinds it is made of, where it is made of nothing else.
    var onlyKinds: [ScalarKind]? {
        ranges.isEmpty && missingKinds.isEmpty && !isNegated ? kinds : nil
    }

    /// Whether a folded scalar is in it.
    func contains(_ value: UInt32) -> Bool {
        if value < 128 { return ascii.contains(value) }
        let isListed =
            isInRanges(value) || kinds.contains { $0.contains(value) } || missingKinds.contains { !$0.contains(value) }
            || (!ranges.isEmpty && ScalarFolding.sources(of: value).contains { isInRanges($0) })
        return isListed != isNegated
    }

    private func isInRanges(_ value: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }

    /// The ranges in order, those that touch made one.
    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
