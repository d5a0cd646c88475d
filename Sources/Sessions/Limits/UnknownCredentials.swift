import Domain

/// An address that has shown too many credentials that spoke for nobody: no more are looked up for now.
package struct TooManyUnknownCredentials: Error, Sendable, Hashable {
    /// How long until another one is.
    package let retryAfter: Duration
}

/// Counts, for each network address, and together for those that say nothing of who asks, lookups of keys, tickets and
/// refresh tokens that found nobody.
///
/// Only what must be looked up in the database is counted: an address that is refused keeps what is known to be good.
struct UnknownCredentials: Sendable {
    private let limits: StrangerLimits
    private let metrics: SessionMetrics

    init(_ limit: RateLimit, localCallers: Int, metrics: SessionMetrics) {
        limits = StrangerLimits(CallerLimits(limit, of: "unknown_credentials"), localCallers: localCallers)
        self.metrics = metrics
    }

    /// Looks something up for an address. It is counted first, so that many at once are many, and taken back when it
    /// did speak for somebody or when that could not be found out.
    ///
    /// - Parameter address: nil when it says nothing of who asks.
    /// - Throws: ``TooManyUnknownCredentials``, and whatever `look` throws.
    func looking<Result>(from address: String?, _ look: () async throws -> Result) async throws -> Result {
        if let wait = limits.take(address).wait {
            metrics.lookupRefused()
            throw TooManyUnknownCredentials(retryAfter: wait)
        }
        do {
            let found = try await look()
            limits.giveBack(address)
            return found
        } catch let failure as TokenFailure where failure != .expired {
            throw failure
        } catch {
            limits.giveBack(address)
            throw error
        }
    }
}
