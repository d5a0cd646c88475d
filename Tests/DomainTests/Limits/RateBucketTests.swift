import Domain
import Foundation
import Testing

@Suite struct RateBucketTests {
    private let start = Date(timeIntervalSince1970: 1_700_000_000)
    private let limit = RateLimit(maxRequests: 100, windowMs: 60_000)

    private func later(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    @Test func `a full bucket allows its capacity at once and not one more`() {
        var bucket = RateBucket(limit: limit, now: start)
        #expect(bucket.take(150, at: start) == 100)
        #expect(bucket.take(1, at: start) == 0)
    }

    @Test func `tokens come back evenly, a whole one at a time`() {
        var bucket = RateBucket(limit: limit, tokens: 0, asOf: start)
        #expect(bucket.take(1, at: later(0.59)) == 0)
        #expect(bucket.take(1, at: later(0.61)) == 1)
        #expect(bucket.take(1, at: later(0.61)) == 0)
        #expect(RateBucket(limit: limit, tokens: 0, asOf: start).tokens(at: later(30)) == 50)
    }

    @Test func `it is full again after one window and never fuller`() {
        let bucket = RateBucket(limit: limit, tokens: 0, asOf: start)
        #expect(bucket.tokens(at: later(60)) == 100)
        #expect(bucket.tokens(at: later(1e12)) == 100)
    }

    @Test func `a clock that goes backwards gives no tokens, neither then nor when it catches up`() {
        var bucket = RateBucket(limit: limit, tokens: 2, asOf: start)
        #expect(bucket.take(5, at: later(-3600)) == 2)
        #expect(bucket.asOf == start)
        #expect(bucket.take(1, at: start) == 0)
    }

    @Test func `a tightened limit holds at once for a bucket filled under the old one`() {
        var bucket = RateBucket(limit: RateLimit(maxRequests: 3, windowMs: 1000), tokens: 100, asOf: start)
        #expect(bucket.take(10, at: start) == 3)
    }

    @Test(arguments: [0, -1, Int.min])
    func `taking nothing takes nothing`(count: Int) {
        var bucket = RateBucket(limit: limit, now: start)
        #expect(bucket.take(count, at: start) == 0)
        #expect(bucket.tokens == 100)
    }

    @Test func `the wait is told: none, until the next whole token, or for ever`() throws {
        #expect(RateBucket(limit: limit, now: start).wait(at: start) == .zero)
        let wait = try #require(RateBucket(limit: limit, tokens: 0.5, asOf: start).wait(at: start))
        #expect(abs(wait.inSeconds - 0.3) < 1e-9)
        #expect(RateBucket(limit: RateLimit(maxRequests: 0, windowMs: 1000), now: start).wait(at: start) == nil)
    }

    @Test func `absurd limits neither trap nor allow more than they say`() {
        var none = RateBucket(limit: RateLimit(maxRequests: -5, windowMs: 0), now: start)
        #expect(none.take(3, at: later(1e9)) == 0)
        var huge = RateBucket(limit: RateLimit(maxRequests: .max, windowMs: .min), now: start)
        #expect(huge.take(.max, at: start) == .max)
    }

    /// The same numbers as `least(100, 12.25 + greatest(0, 7.123456) * 1.6666666666666667)` in PostgreSQL.
    @Test func `it computes what SQL computes`() {
        let tokens = RateBucket(limit: limit, tokens: 12.25, asOf: start).tokens(at: later(7.123456))
        #expect(abs(tokens - 24.122426666666666) < 1e-6)
    }
}
