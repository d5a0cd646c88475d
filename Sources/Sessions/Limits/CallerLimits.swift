package import Domain
package import Foundation
package import Metrics
import Synchronization

/// How many requests a caller may make, counted on this node for each caller by itself; who goes on all the same is not
/// listened to for a while.
package final class CallerLimits: Sendable {
    /// What remains, as the `RateLimit` headers tell it.
    package struct Standing: Sendable {
        /// The most at once.
        package var limit: Int
        /// What is left of it.
        package var remaining: Int
        /// How long until the next request is allowed; nil when it is now.
        package var wait: Duration?
        /// The block that this very request began: somebody is to be told.
        package var begins: CallerBlock?
    }

    private struct Caller {
        var bucket: RateBucket
        var watch = BlockWatch()

        func isForgettable(at now: Date) -> Bool {
            bucket.tokens(at: now) >= bucket.limit.capacity && watch.wait(at: now) == nil
        }

        /// Less is more worth remembering: those who are blocked, then those who used most.
        func ease(at now: Date) -> Double { watch.wait(at: now) == nil ? bucket.tokens(at: now) : -1 }
    }

    private let limit: RateLimit
    private let block: BlockRule?
    private let bucket: String
    /// Buckets are forgotten when there are too many: a full bucket and none are the same.
    private let most: Int
    private let factory: any MetricsFactory
    private let refusals: Counter
    private let blocks: Counter
    private let callers = Mutex<[String: Caller]>([:])

    /// Prepares buckets of one size.
    ///
    /// - Parameters:
    ///   - limit: for each caller.
    ///   - bucket: what is limited, as the metrics of refusals and blocks name it.
    ///   - block: when a caller is not listened to for a while; nil for never.
    ///   - most: how many callers are remembered.
    ///   - factory: makes the metrics.
    package init(
        _ limit: RateLimit = RateLimit(maxRequests: 600, windowMs: 60_000),
        of bucket: String = "people",
        block: BlockRule? = nil,
        most: Int = 10_000,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.limit = limit
        self.bucket = bucket
        self.block = block
        self.most = most
        self.factory = factory
        let dimensions = [("bucket", bucket)]
        refusals = Counter(label: "gateway_rate_limited_total", dimensions: dimensions, factory: factory)
        blocks = Counter(label: "gateway_callers_blocked_total", dimensions: dimensions, factory: factory)
    }

    /// The same for so many callers at once who cannot be told apart, and who are never blocked: that would shut
    /// everybody out for what one of them does. The metric names it with `_local` behind.
    func together(_ callers: Int) -> CallerLimits {
        CallerLimits(limit.times(callers), of: "\(bucket)_local", most: most, factory: factory)
    }

    /// How many callers are remembered.
    package var known: Int { callers.withLock { $0.count } }

    /// Counts one request.
    ///
    /// - Parameters:
    ///   - property: the caller's hotel, which is told of a block.
    ///   - own: what the hotel allows its callers instead.
    ///   - ownBlock: when the hotel blocks its callers instead.
    package func take(
        _ caller: String,
        of property: PropertyID? = nil,
        limit own: RateLimit? = nil,
        block ownBlock: BlockRule? = nil,
        now: Date = SteadyTime.now()
    ) -> Standing {
        let limit = own ?? limit
        let rule = ownBlock ?? block
        let standing = callers.withLock { callers in
            if callers.count >= most, callers[caller] == nil { Self.makeRoom(in: &callers, most: most, now: now) }
            var known = callers[caller] ?? Caller(bucket: RateBucket(limit: limit, now: now))
            defer { callers[caller] = known }
            var standing = Standing(limit: limit.maxRequests, remaining: 0)
            if let wait = known.watch.wait(at: now) {
                standing.wait = wait
                return standing
            }
            known.bucket = known.bucket.held(to: limit, at: now)
            if known.bucket.take(1, at: now) == 1 {
                standing.remaining = max(0, Int(known.bucket.tokens(at: now)))
                return standing
            }
            let wait = known.bucket.wait(at: now) ?? .seconds(60)
            standing.wait = wait
            if let rule, known.watch.refuse(by: rule, wait: wait, at: now), let block = known.watch.wait(at: now) {
                standing.wait = block
                standing.begins = CallerBlock(bucket: bucket, caller: caller, property: property, time: block)
            }
            return standing
        }
        if standing.wait != nil { refusals.increment() }
        if standing.begins != nil { blocks.increment() }
        return standing
    }

    /// Takes one request's count back.
    func giveBack(_ caller: String, now: Date = SteadyTime.now()) {
        callers.withLock { $0[caller]?.bucket.giveBack(1, at: now) }
    }

    /// Forgets those who have not asked lately, and then, of those left, the half that has used least: who floods from
    /// many names must not win the others forgiveness.
    private static func makeRoom(in callers: inout [String: Caller], most: Int, now: Date) {
        callers = callers.filter { !$0.value.isForgettable(at: now) }
        // Looking through all of them must make room for many, or a flood of strangers would have it done for each.
        guard callers.count > most / 4 * 3 else { return }
        let keep = callers.sorted { $0.value.ease(at: now) < $1.value.ease(at: now) }.prefix(most / 2)
        callers = Dictionary(uniqueKeysWithValues: keep.map { ($0.key, $0.value) })
    }
}
