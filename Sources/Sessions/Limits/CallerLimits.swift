package import Domain
package import Foundation
package import Metrics
import Synchronization

/// How many requests a caller may make, counted on this node for each caller by itself.
package final class CallerLimits: Sendable {
    /// What remains, as the `RateLimit` headers tell it.
    package struct Standing: Sendable {
        /// The most at once.
        package var limit: Int
        /// What is left of it.
        package var remaining: Int
        /// How long until the next request is allowed; nil when it is now.
        package var wait: Duration?
    }

    private let limit: RateLimit
    private let bucket: String
    /// Buckets are forgotten when there are too many: a full bucket and none are the same.
    private let most: Int
    private let factory: any MetricsFactory
    private let refusals: Counter
    private let buckets = Mutex<[String: RateBucket]>([:])

    /// Prepares buckets of one size.
    ///
    /// - Parameters:
    ///   - limit: for each caller.
    ///   - bucket: what is limited, as the metric of refusals names it.
    ///   - most: how many callers are remembered.
    ///   - factory: makes the metric.
    package init(
        _ limit: RateLimit = RateLimit(maxRequests: 600, windowMs: 60_000),
        of bucket: String = "people",
        most: Int = 10_000,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.limit = limit
        self.bucket = bucket
        self.most = most
        self.factory = factory
        refusals = Counter(
            label: "gateway_rate_limited_total",
            dimensions: [("bucket", bucket)],
            factory: factory
        )
    }

    /// The same for so many callers at once who cannot be told apart; the metric names it with `_local` behind.
    func together(_ callers: Int) -> CallerLimits {
        CallerLimits(limit.times(callers), of: "\(bucket)_local", most: most, factory: factory)
    }

    /// How many callers are remembered.
    package var known: Int { buckets.withLock { $0.count } }

    /// Counts one request.
    package func take(_ caller: String, now: Date = Date()) -> Standing {
        let standing = buckets.withLock { buckets in
            if buckets.count >= most, buckets[caller] == nil { Self.makeRoom(in: &buckets, most: most, now: now) }
            var bucket = buckets[caller] ?? RateBucket(limit: limit, now: now)
            let isAllowed = bucket.take(1, at: now) == 1
            buckets[caller] = bucket
            return Standing(
                limit: limit.maxRequests,
                remaining: max(0, Int(bucket.tokens(at: now))),
                wait: isAllowed ? nil : bucket.wait(at: now) ?? .seconds(60)
            )
        }
        if standing.wait != nil { refusals.increment() }
        return standing
    }

    /// Takes one request's count back.
    func giveBack(_ caller: String, now: Date = Date()) {
        buckets.withLock { $0[caller]?.giveBack(1, at: now) }
    }

    /// Forgets those who have not asked lately, and then, of those left, the half that has used least: who floods from
    /// many names must not win the others forgiveness.
    private static func makeRoom(in buckets: inout [String: RateBucket], most: Int, now: Date) {
        buckets = buckets.filter { $0.value.tokens(at: now) < $0.value.limit.capacity }
        guard buckets.count >= most else { return }
        let keep = buckets.sorted { $0.value.tokens(at: now) < $1.value.tokens(at: now) }.prefix(most / 2)
        buckets = Dictionary(uniqueKeysWithValues: keep.map { ($0.key, $0.value) })
    }
}
