import Domain
import Testing

@Suite struct RetryBackoffTests {
    private let backoff = RetryBackoff(base: .seconds(1), multiplier: 2, cap: .seconds(30))

    @Test func `waits double from half a second up to half the cap when chance is kind`() {
        let waits = (1...7).map { backoff.delay(afterAttempt: $0, jitter: 0).inSeconds }
        #expect(waits == [0.5, 1, 2, 4, 8, 15, 15])
    }

    @Test func `chance adds up to as much again and never reaches beyond the cap`() {
        #expect(backoff.delay(afterAttempt: 1, jitter: 0.5) == .milliseconds(750))
        for attempt in [1, 3, 6, 100, .max] {
            let wait = backoff.delay(afterAttempt: attempt, jitter: 0.999_999)
            let floor = backoff.delay(afterAttempt: attempt, jitter: 0)
            #expect(wait > floor && wait <= floor * 2 && wait <= .seconds(30))
        }
    }

    @Test(arguments: [0, -1, Int.min])
    func `an attempt before the first counts as the first`(attempt: Int) {
        #expect(backoff.delay(afterAttempt: attempt, jitter: 0) == .milliseconds(500))
    }

    @Test(arguments: [-1.0, 1, .nan, .infinity])
    func `chance that is none counts as zero`(jitter: Double) {
        #expect(backoff.delay(afterAttempt: 1, jitter: jitter) == .milliseconds(500))
    }

    @Test func `a base of nothing waits for nothing, for ever so many attempts`() {
        #expect(RetryBackoff(base: .zero, cap: .seconds(9)).delay(afterAttempt: .max, jitter: 0.5) == .zero)
        #expect(
            RetryBackoff(base: .seconds(8), multiplier: 0, cap: .seconds(9)).delay(afterAttempt: .max, jitter: 0)
                == .seconds(4)
        )
    }
}
