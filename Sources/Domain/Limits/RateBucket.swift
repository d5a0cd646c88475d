package import Foundation

/// How many requests are allowed: `maxRequests` at once, and as many again spread over each window.
package struct RateLimit: Sendable, Hashable {
    /// The bucket's capacity; zero allows nothing.
    package let maxRequests: Int
    /// In how many milliseconds an empty bucket is full again; at least 1.
    package let windowMs: Int

    /// Holds both to what makes sense.
    package init(maxRequests: Int, windowMs: Int) {
        self.maxRequests = max(0, maxRequests)
        self.windowMs = max(1, windowMs)
    }

    /// What so many of those who have this limit may do together.
    package func times(_ count: Int) -> RateLimit {
        let (product, isTooMuch) = maxRequests.multipliedReportingOverflow(by: max(0, count))
        return RateLimit(maxRequests: isTooMuch ? .max : product, windowMs: windowMs)
    }

    /// How many tokens a bucket holds at most.
    package var capacity: Double { Double(maxRequests) }

    /// How many tokens come back in a second.
    package var tokensPerSecond: Double { Double(maxRequests) * 1000 / Double(windowMs) }
}

/// A token bucket: what a guest, an endpoint or a caller may still do.
///
/// The lane row keeps the same two numbers and SQL computes the same formula in double precision:
///
///     least(capacity, tokens + greatest(0, extract(epoch from now() - as_of)::float8) * tokens_per_second)
///
/// One request takes one token and is allowed while there is at least a whole one.
package struct RateBucket: Sendable, Hashable {
    /// What it is filled by.
    package let limit: RateLimit
    /// The tokens it held at ``asOf``.
    package private(set) var tokens: Double
    /// When ``tokens`` was computed.
    package private(set) var asOf: Date

    /// A full bucket.
    package init(limit: RateLimit, now: Date) {
        self.init(limit: limit, tokens: limit.capacity, asOf: now)
    }

    /// A stored bucket.
    package init(limit: RateLimit, tokens: Double, asOf: Date) {
        self.limit = limit
        self.tokens = tokens
        self.asOf = asOf
    }

    /// The same with another limit: what was taken stays taken, and a smaller one does not begin full.
    package func held(to other: RateLimit, at now: Date) -> RateBucket {
        if other == limit { return self }
        return RateBucket(limit: other, tokens: max(-other.capacity, min(other.capacity, tokens(at: now))), asOf: now)
    }

    /// The tokens it holds at `now`. A clock that went backwards adds none.
    package func tokens(at now: Date) -> Double {
        min(limit.capacity, tokens + max(0, now.timeIntervalSince(asOf)) * limit.tokensPerSecond)
    }

    /// Takes a token for each of `count` requests, as far as they go.
    ///
    /// - Returns: how many of them are allowed: the first so many.
    package mutating func take(_ count: Int, at now: Date) -> Int {
        tokens = tokens(at: now)
        asOf = max(asOf, now)
        let whole = tokens >= 1 ? Int(exactly: tokens.rounded(.down)) ?? Int.max : 0
        let allowed = max(0, min(count, whole))
        tokens -= Double(allowed)
        return allowed
    }

    /// Takes what was used elsewhere already, also beyond what there is: then nothing is allowed until the debt has come
    /// back. It is never deeper than one whole bucket.
    package mutating func charge(_ count: Int, at now: Date) {
        tokens = max(-limit.capacity, tokens(at: now) - Double(count))
        asOf = max(asOf, now)
    }

    /// Puts tokens back that were taken for nothing.
    package mutating func giveBack(_ count: Int, at now: Date) {
        tokens = min(limit.capacity, tokens(at: now) + Double(count))
        asOf = max(asOf, now)
    }

    /// How long until one request is allowed: zero when it is now, nil when it never will be.
    package func wait(at now: Date) -> Duration? {
        guard limit.maxRequests > 0 else { return nil }
        return .seconds(max(0, 1 - tokens(at: now)) / limit.tokensPerSecond)
    }
}
