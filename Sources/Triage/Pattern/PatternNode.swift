/// A pattern as it was read.
indirect enum PatternNode: Sendable, Hashable {
    /// Nothing at all: fits between any two scalars.
    case empty
    /// One scalar, folded.
    case scalar(UInt32)
    /// Anything but a line break.
    case any
    /// One of a set.
    case set(ScalarSet)
    /// A place.
    case place(PatternPlace)
    /// One after the other.
    case sequence([PatternNode])
    /// One or the other.
    case choice([PatternNode])
    /// So many times; without an upper bound, as often as it fits.
    case repeated(PatternNode, ClosedRange<Int>)
    case repeatedAtLeast(PatternNode, Int)
}

/// A place in a text that a pattern may ask for.
enum PatternPlace: UInt8, Sendable, Hashable {
    case start, end, wordEdge, notWordEdge

    /// Whether it is between two scalars; nil stands for the text's end.
    func holds(between before: UInt32?, and after: UInt32?) -> Bool {
        switch self {
        case .start: before == nil
        case .end: after == nil
        case .wordEdge: Self.isWord(before) != Self.isWord(after)
        case .notWordEdge: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        scalar.map { ScalarKind.word.contains($0) } ?? false
    }
}
