/// Waiting times that grow with every attempt, are capped, and are spread so that many waiters do not return as one.
package struct RetryBackoff: Sendable, Hashable {
    /// The wait after the first attempt, before spreading.
    package let base: Duration
    /// By what it grows with each further attempt; never less than 1.
    package let multiplier: Double
    /// No wait is longer.
    package let cap: Duration

    /// Grows from `base` by `multiplier` up to `cap`.
    package init(base: Duration, multiplier: Double = 2, cap: Duration) {
        self.base = max(base, .zero)
        self.multiplier = max(multiplier, 1)
        self.cap = max(cap, .zero)
    }

    /// How long to wait after an attempt: between half of the grown wait and all of it.
    ///
    /// The half is a floor, because a provider that asked for rest must get some.
    ///
    /// - Parameters:
    ///   - attempt: which attempt just failed, from 1; less counts as 1.
    ///   - jitter: a random number in `0..<1`; anything else counts as 0.
    package func delay(afterAttempt attempt: Int, jitter: Double) -> Duration {
        var grown = min(base, cap)
        var remaining = max(1, attempt) - 1
        while remaining > 0, grown < cap, multiplier > 1, grown > .zero {
            grown = .seconds(min(grown.inSeconds * multiplier, cap.inSeconds))
            remaining -= 1
        }
        let share = jitter >= 0 && jitter < 1 ? jitter : 0
        return grown * (0.5 + share / 2)
    }
}
