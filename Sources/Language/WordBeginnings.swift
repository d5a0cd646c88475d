/// By which two letters words begin: most words of a text are not among those that are looked for, and this tells at once.
struct WordBeginnings: Sendable {
    /// A bit for each pair of bytes of ASCII.
    private var pairs = [UInt64](repeating: 0, count: 128 * 128 / 64)

    /// Adds a word, or what words begin with.
    mutating func insert(_ text: String) {
        var bytes = text.utf8.makeIterator()
        guard let first = bytes.next(), first < 0x80 else { return }
        let second = bytes.next() ?? 0
        guard second < 0x80 else { return }
        let place = Self.place(first, second)
        pairs[place / 64] |= 1 << UInt64(place % 64)
    }

    /// Whether a word may be one of them; words that do not begin with two letters of ASCII always may.
    func mayContain(_ word: String) -> Bool {
        var bytes = word.utf8.makeIterator()
        guard let first = bytes.next() else { return true }
        let second = bytes.next() ?? 0
        guard first < 0x80, second < 0x80 else { return true }
        let place = Self.place(first, second)
        return pairs[place / 64] & (1 << UInt64(place % 64)) != 0
    }

    private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first) * 128 + Int(second) }
}
