package import Foundation

/// The time to count by: it goes on evenly, whoever sets the machine's clock meanwhile.
///
/// By the clock itself, one that was an hour ahead and is set right would leave everybody who has used up a limit without
/// it for that hour: no token comes back before the clock is where it was.
package struct SteadyTime: Sendable {
    private let date: Date
    private let instant: ContinuousClock.Instant

    /// Goes on from a date at an instant.
    package init(from date: Date, at instant: ContinuousClock.Instant) {
        self.date = date
        self.instant = instant
    }

    /// The date at a later, or earlier, instant.
    package func date(at instant: ContinuousClock.Instant) -> Date {
        date.addingTimeInterval((instant - self.instant).inSeconds)
    }

    private static let ofProcess = SteadyTime(from: Date(), at: .now)

    /// The date now, by the machine's clock as it stood when this process first asked.
    package static func now() -> Date { ofProcess.date(at: .now) }
}
