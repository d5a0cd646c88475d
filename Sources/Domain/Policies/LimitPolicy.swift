/// How much may be written and asked at a hotel, and by whom. What is left out has no limit of its own, or the program's.
///
/// What guests write over a limit is stored and not answered; a guest in danger is answered whatever the limits are. What
/// people and services ask over theirs is refused, and who goes on all the same is not listened to for a while.
package struct LimitPolicy: Sendable, Hashable, Codable {
    /// So many messages at once, and as many again spread over each window.
    package struct Limit: Sendable, Hashable, Codable {
        /// 1 to 1,000,000.
        package var maxRequests: Int
        /// 1,000 to 3,600,000.
        package var windowMs: Int

        /// Names both.
        package init(maxRequests: Int, windowMs: Int) {
            self.maxRequests = maxRequests
            self.windowMs = windowMs
        }

        /// What fills a bucket.
        package var rate: RateLimit { RateLimit(maxRequests: maxRequests, windowMs: windowMs) }
    }

    /// Of one guest at one endpoint. Left out, the hotel's setting `rateLimit` holds, else the program's own.
    package var guest: Limit?
    /// Of all guests together at each endpoint.
    package var endpoint: Limit?
    /// Of all guests together at all endpoints.
    package var property: Limit?

    /// What one member of staff may ask of a node: requests and frames. Left out, `limits.requestsPerMinute` holds.
    package var staff: Limit?
    /// What one service's key may ask of a node. Left out, `limits.requestsPerMinute` holds.
    package var apiKey: Limit?
    /// How many messages one channel service may hand in at a node. Left out, `limits.inboundPerMinute` holds.
    package var inbound: Limit?
    /// When staff and services who go on after being refused are not listened to. Left out, the program's own rule holds.
    package var block: Block?

    /// So many refusals within a window, and nobody listens for a while.
    package struct Block: Sendable, Hashable, Codable {
        /// 10 to 1,000,000: one who looks once more is no flood.
        package var refusals: Int
        /// 1,000 to 3,600,000.
        package var windowMs: Int
        /// 1,000 to 3,600,000.
        package var blockMs: Int

        /// Names every part.
        package init(refusals: Int, windowMs: Int, blockMs: Int) {
            self.refusals = refusals
            self.windowMs = windowMs
            self.blockMs = blockMs
        }

        /// What is obeyed.
        package var rule: BlockRule { BlockRule(refusals: refusals, windowMs: windowMs, blockMs: blockMs) }
    }

    /// Without limits.
    package init() {}
}

/// Why a message is stored and not answered, besides its guest's own limit.
package enum FlowRejection: String, Sendable, Codable, CaseIterable {
    /// More came in at the endpoint than the hotel wants.
    case endpoint = "endpoint_limit"
    /// More came in at all endpoints than the hotel wants.
    case property = "property_limit"
}
