import Domain
import Foundation
import Sessions
import Testing

@testable import API

/// How much one caller may ask.
@Suite struct CallerLimitsTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `A caller is let through until the bucket is empty, then told how long to wait`() {
        let limits = CallerLimits(RateLimit(maxRequests: 3, windowMs: 60_000))
        #expect((0..<3).map { _ in limits.take("a", now: start).wait } == [nil, nil, nil])
        let refused = limits.take("a", now: start)
        #expect(refused.wait == .seconds(20))
        #expect(refused.remaining == 0)
        #expect(limits.take("a", now: start + 20).wait == nil)
    }

    @Test func `Callers do not share a bucket`() {
        let limits = CallerLimits(RateLimit(maxRequests: 1, windowMs: 60_000))
        #expect(limits.take("a", now: start).wait == nil)
        #expect(limits.take("b", now: start).wait == nil)
        #expect(limits.take("a", now: start).wait != nil)
    }

    @Test func `Those who cannot be told apart may do together what so many may, and take nothing from the others`() {
        let limits = StrangerLimits(CallerLimits(RateLimit(maxRequests: 2, windowMs: 60_000)), localCallers: 3)
        #expect((0..<6).allSatisfy { _ in limits.take(nil, now: start).wait == nil })
        #expect(limits.take(nil, now: start).wait == .seconds(10))
        for address in ["192.0.2.1", "192.0.2.2", "local"] {
            #expect((0..<2).allSatisfy { _ in limits.take(address, now: start).wait == nil })
            #expect(limits.take(address, now: start).wait == .seconds(30))
        }
        #expect(RateLimit(maxRequests: .max, windowMs: 1).times(2).maxRequests == .max)
    }

    @Test func `However many callers come, memory stays bounded and the busy ones are not forgiven`() {
        let limits = CallerLimits(RateLimit(maxRequests: 2, windowMs: 1000), most: 100)
        for number in 0..<10_000 { _ = limits.take("caller \(number)", now: start + Double(number)) }
        #expect(limits.known <= 100)
        for _ in 0..<2 { _ = limits.take("busy", now: start + 20_000) }
        for number in 0..<150 { _ = limits.take("idle \(number)", now: start + 20_000.4 + Double(number) * 0.0001) }
        #expect(limits.known <= 100)
        #expect(limits.take("busy", now: start + 20_000.45).wait != nil)
    }
}
