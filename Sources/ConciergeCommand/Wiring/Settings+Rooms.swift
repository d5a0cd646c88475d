import API
import Domain
import Routing
import Sessions
import Store

extension RouterConfiguration {
    /// The router's share of the settings.
    init(_ settings: Settings) {
        self.init(node: settings.node.name)
        ingest = IngestDefaults(
            rateLimit: RateLimit(
                maxRequests: settings.rateLimit.maxRequests,
                windowMs: Int(settings.rateLimit.window / .milliseconds(1))
            ),
            reopenWindow: settings.conversation.reopenWindow
        )
        turnConcurrency = settings.turns.concurrency
        turnsPerProperty = settings.turns.perProperty
        turnLease = settings.turns.lease
        turnAttempts = settings.turns.maxAttempts
        historyLimit = settings.turns.history
        longestWait = settings.turns.longestWait
        aiTimeout = settings.routing.aiTimeout
        escalationThreshold = settings.routing.escalationThreshold
        deliveryConcurrency = settings.delivery.concurrency
        sendTimeout = settings.delivery.timeout
        deliveryLease = settings.delivery.lease
        settleTime = settings.delivery.unknownSettleTime
        unknownPolicy = settings.delivery.unknownPolicy
        idleTimeout = settings.conversation.idleTimeout
        eventRetention = settings.events.retention
    }
}

extension SessionConfiguration {
    /// The sessions' share of the settings.
    init(_ settings: Settings) {
        self.init(ttl: settings.session.ttl, renewalThreshold: settings.session.renewalThreshold)
        localCallers = settings.limits.localCallers
    }
}

extension ChatConfiguration {
    /// The web chat's share of the settings.
    init(_ settings: Settings) {
        self.init()
        publicURL = settings.server.publicURL
        trustedProxies = settings.server.trustedProxies.compactMap { IPNetwork($0) }
        localCallers = settings.limits.localCallers
        opens = RateLimit(maxRequests: settings.limits.chatsPerAddress, windowMs: 600_000)
        requestsPerAddress = RateLimit(maxRequests: settings.limits.requestsPerAddress, windowMs: 60_000)
        block = settings.limits.block(after: settings.limits.addressRefusals)
    }
}

extension Settings.Limits {
    /// When a caller who goes on after so many refusals within a minute is not listened to.
    func block(after refusals: Int) -> BlockRule {
        BlockRule(refusals: refusals, windowMs: 60_000, blockMs: Int(blockTime / .milliseconds(1)))
    }
}

extension EdgeConfiguration {
    /// The edge's share of the settings.
    init(_ settings: Settings) {
        self.init(host: settings.server.host, port: settings.server.port)
        maxBodyBytes = settings.limits.maxBodyBytes
        maxHeaderBytes = settings.limits.maxHeaderBytes
        requestTimeout = settings.limits.requestTimeout
        idleTimeout = settings.limits.idleTimeout
        // Requests need room beside the sockets, if only to be told that there is no room for another socket.
        maxConnections = settings.websocket.maxConnections + 2_000
        metrics =
            if settings.metrics.port != nil {
                .elsewhere
            } else if let token = settings.metrics.token {
                .token(token.revealed)
            } else {
                .loopback
            }
    }
}

extension SocketConfiguration {
    /// The sockets' share of the settings.
    init(_ settings: Settings) {
        self.init()
        pingInterval = settings.websocket.pingInterval
        pingTimeout = settings.websocket.pingTimeout
        maxConnections = settings.websocket.maxConnections
        maxConnectionsPerGuest = settings.websocket.maxConnectionsPerGuest
    }
}
