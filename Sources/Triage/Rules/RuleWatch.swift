import Foundation

/// The time that this thread has spent computing.
///
/// Rules are allowed time of the processor and not of the day: on a busy machine a thread waits, and no rule is slow for
/// that.
package enum ThreadTime {
    /// Since the thread began.
    @Sendable package static func now() -> Duration {
        var time = timespec()
        // It cannot fail for a clock that Linux and Darwin both have.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Says when the rules have taken too long.
struct RuleWatch {
    private let now: () -> Duration
    private let start: Duration
    private let budget: Duration
    /// Whether the time was up when somebody last looked.
    private(set) var isOver = false

    /// Starts.
    init(_ budget: Duration, now: @escaping () -> Duration) {
        self.now = now
        self.budget = budget
        start = now()
    }

    /// Looks at the clock; once the time is up it stays so.
    mutating func look() -> Bool {
        if !isOver { isOver = now() - start > budget }
        return isOver
    }
}
