package import Domain
import Sessions

/// How the web chat is served.
package struct ChatConfiguration: Sendable {
    /// The address guests know, without a closing slash; nil takes the one they asked for.
    package var publicURL: String?
    /// Proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [IPNetwork] = []
    /// For how many addresses those count together that say nothing of who asks: a proxy on this machine that nobody
    /// told us of speaks for everybody. Also for whoever signs in.
    package var localCallers = StrangerLimits.usualLocalCallers
    /// How many chats may be opened from one address. Guests in a hotel share one.
    package var opens = RateLimit(maxRequests: 60, windowMs: 600_000)
    /// How many messages one session may send.
    package var messages = RateLimit(maxRequests: 30, windowMs: 60_000)
    /// How many requests, of whatever kind, one session may make.
    package var requests = RateLimit(maxRequests: 300, windowMs: 60_000)
    /// How many requests may be made from one address.
    package var requestsPerAddress = RateLimit(maxRequests: 3000, windowMs: 60_000)

    /// When an address that goes on after being refused is not listened to for a while. A whole hotel may share one.
    package var block: BlockRule? = BlockRule(refusals: 1000, windowMs: 60_000, blockMs: 300_000)

    /// The defaults.
    package init() {}

    /// Whether guests come by https, so that cookies must too.
    var isSecure: Bool { publicURL?.lowercased().hasPrefix("https://") == true }
}
