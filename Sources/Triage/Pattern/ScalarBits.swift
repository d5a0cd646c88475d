/// A set of ASCII scalars.
struct ScalarBits: Sendable, Hashable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// The empty set.
    init() {}

    /// Those that something holds for.
    init(_ holds: (UInt32) -> Bool) {
        for value in UInt32(0)..<128 where holds(value) { insert(value) }
    }

    /// Those that a range holds, and those that scalars of it fold to.
    init(folding range: ClosedRange<UInt32>) {
        if range.lowerBound < 128 {
            for value in range.clamped(to: 0...127) { insert(value) }
        }
        var index = Self.firstSource(from: range.lowerBound)
        while index < Self.sources.count, Self.sources[index].value <= range.upperBound {
            let blockEnd = index + Self.blockLength
            if index % Self.blockLength == 0, blockEnd <= Self.sources.count,
                Self.sources[blockEnd - 1].value <= range.upperBound
            {
                formUnion(Self.blocks[index / Self.blockLength])
                index = blockEnd
            } else {
                insert(Self.sources[index].target)
                index += 1
            }
        }
    }

    /// All others.
    var inverted: ScalarBits {
        var inverted = self
        (inverted.low, inverted.high) = (~low, ~high)
        return inverted
    }

    func contains(_ value: UInt32) -> Bool {
        value < 64 ? low & (1 << UInt64(value)) != 0 : value < 128 && high & (1 << UInt64(value - 64)) != 0
    }

    mutating func insert(_ value: UInt32) {
        if value < 64 { low |= 1 << UInt64(value) } else if value < 128 { high |= 1 << UInt64(value - 64) }
    }

    mutating func formUnion(_ other: ScalarBits) {
        low |= other.low
        high |= other.high
    }

    // MARK: What folds to ASCII

    private static let blockLength = 32

    /// The scalars that fold to ASCII, in order, with what they fold to.
    private static let sources: [(value: UInt32, target: UInt32)] = (UInt32(0)..<128).flatMap { target in
        ScalarFolding.sources(of: target).map { (value: $0, target: target) }
    }.sorted { $0.value < $1.value }

    /// What each full block of them folds to: a range that covers it need not look at every one.
    private static let blocks: [ScalarBits] = stride(
        from: 0,
        through: sources.count - blockLength,
        by: blockLength
    ).map { start in
        var block = ScalarBits()
        for source in sources[start..<start + blockLength] { block.insert(source.target) }
        return block
    }

    private static func firstSource(from value: UInt32) -> Int {
        var (low, high) = (0, sources.count)
        while low < high {
            let middle = (low + high) / 2
            if sources[middle].value < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
