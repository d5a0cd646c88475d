/// How much of one hotel is claimed at once.
enum ClaimSize {
    /// Every claim costs the same to begin, so where few hotels are at work up to twice the least is taken of each at a
    /// time. It is no more: a claim looks at so many lanes of every hotel, and it is known of those at work alone how many
    /// they are; another's first guest should find room beside them.
    ///
    /// - Parameters:
    ///   - least: how many in any case.
    ///   - share: how many of one hotel may be under way.
    ///   - taken: how many are under way, of each hotel that has any.
    ///   - room: how many may be claimed in all.
    static func perHotel(least: Int, share: Int, taken: some Collection<Int>, room: Int) -> Int {
        let most = taken.filter { $0 < share }.max() ?? 0
        return max(least, min(share - most, room / (taken.count + 1), 2 * least))
    }
}
