import Domain
import Foundation
import Testing

/// The time that buckets and blocks go by.
@Suite struct SteadyTimeTests {
    @Test func `It goes on by what has passed, from where the clock stood once`() {
        let (date, instant) = (Date(timeIntervalSince1970: 1_800_000_000), ContinuousClock.now)
        let time = SteadyTime(from: date, at: instant)
        #expect(time.date(at: instant) == date)
        #expect(time.date(at: instant + .milliseconds(90_500)) == date.addingTimeInterval(90.5))
        #expect(time.date(at: instant - .seconds(2)) == date.addingTimeInterval(-2))
    }

    @Test func `It never goes back, and begins with the machine's clock`() {
        let moments = (0..<1000).map { _ in SteadyTime.now() }
        #expect(moments == moments.sorted())
        #expect(abs(SteadyTime.now().timeIntervalSince(Date())) < 60)
    }
}
