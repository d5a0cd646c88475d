/// How much of one hotel is claimed at once.
enum ClaimSize {
    /// Every claim costs the same to begin, so where few hotels are at work more of each is taken at a time; where many
    /// are, each gets the least, for a claim looks at so many lanes of every one of them.
    ///
    /// - Parameters:
    ///   - least: how many in any case.
    ///   - share: how many of one hotel may be under way.
    ///   - taken: how many are under way, of each hotel that has any.
    ///   - room: how many may be claimed in all.
    static func perHotel(least: Int, share: Int, taken: some Collection<Int>, room: Int) -> Int {
        let most = taken.filter { $0 < share }.max() ?? 0
        return max(least, min(share - most, room / max(1, taken.count)))
    }
}
