import Foundation
import Store

extension Settings {
    /// Reads every setting there is. Each key, its unit, its bounds and its default stand here and nowhere else.
    init(reading from: inout SettingsReader, hostName: String) {
        server = Server(
            port: from.integer("server.port", default: 3000, in: 1...65_535),
            host: from.text("server.host", default: "0.0.0.0"),
            publicURL: from.text("server.publicURL", checking: Self.urlProblem).map { $0.trimming("/") },
            trustedProxies: from.list("server.trustedProxies")
        )
        websocket = WebSocket(
            pingInterval: from.duration(
                "websocket.pingInterval",
                default: .seconds(30),
                unit: .milliseconds,
                in: .seconds(1) ... .seconds(600)
            ),
            pingTimeout: from.duration(
                "websocket.pingTimeout",
                default: .seconds(5),
                unit: .milliseconds,
                in: .milliseconds(100) ... .seconds(600)
            ),
            maxConnections: from.integer("websocket.maxConnections", default: 10_000, in: 1...1_000_000),
            maxConnectionsPerGuest: from.integer("websocket.maxConnectionsPerGuest", default: 5, in: 1...1000)
        )
        session = Session(
            ttl: from.duration(
                "session.ttl",
                default: .seconds(3600),
                unit: .seconds,
                in: .seconds(60)...Self.days(365)
            ),
            renewalThreshold: from.duration(
                "session.renewalThreshold",
                default: .seconds(300),
                unit: .seconds,
                in: .zero...Self.days(365)
            )
        )
        routing = Routing(
            aiTimeout: from.duration(
                "routing.aiTimeout",
                default: .seconds(30),
                unit: .milliseconds,
                in: .milliseconds(100) ... .seconds(600)
            ),
            maxRetries: from.integer("routing.maxRetries", default: 3, in: 0...20),
            escalationThreshold: from.number("routing.escalationThreshold", default: 0.7, in: 0...1)
        )
        rateLimit = RateLimit(
            window: from.duration(
                "rateLimit.windowMs",
                default: .seconds(60),
                unit: .milliseconds,
                in: .milliseconds(100)...Self.days(1)
            ),
            maxRequests: from.integer("rateLimit.maxRequests", default: 100, in: 1...1_000_000)
        )
        database = Database(
            url: from.secret("database.url", problem: "must be a postgresql:// URL or keywords such as host=… dbname=…")
            {
                $0.hasPrefix("postgres://") || $0.hasPrefix("postgresql://") || $0.contains("=") ? $0 : nil
            },
            poolSize: from.integer("database.poolSize", default: 8, in: 1...1000),
            apiPoolSize: from.integer("database.apiPoolSize", default: 4, in: 1...1000)
        )
        secrets = Secrets(
            key: from.secret("secrets.key", problem: "must be 32 bytes in base64; `openssl rand -base64 32` makes one")
            {
                Data(base64Encoded: $0).flatMap { $0.count == 32 ? Array($0) : nil }
            }
        )
        conversation = Conversation(
            reopenWindow: from.duration(
                "conversation.reopenWindow",
                default: .seconds(4 * 3600),
                unit: .seconds,
                in: .zero...Self.days(30)
            ),
            idleTimeout: from.duration(
                "conversation.idleTimeout",
                default: .seconds(24 * 3600),
                unit: .seconds,
                in: .seconds(60)...Self.days(365)
            )
        )
        events = Events(
            retention: from.duration(
                "events.retention",
                default: Self.days(90),
                unit: .seconds,
                in: Self.days(1)...Self.days(3650)
            )
        )
        delivery = Delivery(
            unknownPolicy: from.choice("delivery.unknownPolicy", default: .notify),
            unknownSettleTime: from.duration(
                "delivery.unknownSettleTime",
                default: .seconds(120),
                unit: .seconds,
                in: .seconds(1)...Self.days(1)
            ),
            concurrency: from.integer("delivery.concurrency", default: 64, in: 1...10_000),
            lease: from.duration(
                "delivery.lease",
                default: .seconds(30),
                unit: .seconds,
                in: .seconds(2) ... .seconds(3600)
            ),
            timeout: from.duration(
                "delivery.timeout",
                default: .seconds(10),
                unit: .seconds,
                in: .seconds(1) ... .seconds(600)
            )
        )
        let turnConcurrency = from.integer("turns.concurrency", default: 64, in: 1...10_000)
        turns = Turns(
            concurrency: turnConcurrency,
            perProperty: from.integer("turns.perProperty", default: max(1, turnConcurrency * 3 / 4), in: 1...10_000),
            lease: from.duration(
                "turns.lease",
                default: .seconds(60),
                unit: .seconds,
                in: .seconds(2) ... .seconds(3600)
            ),
            maxAttempts: from.integer("turns.maxAttempts", default: 3, in: 1...100),
            history: from.integer("turns.history", default: 20, in: 1...500),
            longestWait: from.duration(
                "turns.longestWait",
                default: .seconds(300),
                unit: .seconds,
                in: .seconds(10)...Self.days(1)
            )
        )
        engine = Engine(
            kind: from.choice("engine.kind", default: .house),
            url: from.text("engine.url", checking: Self.urlProblem),
            concurrency: from.integer("engine.concurrency", default: turnConcurrency, in: 1...10_000),
            apiKey: from.secret("engine.apiKey", problem: "must not be empty") { $0.isEmpty ? nil : $0 }
        )
        whatsapp = WhatsApp(
            graphURL: from.text(
                "whatsapp.graphURL",
                default: "https://graph.facebook.com/v23.0",
                checking: Self.urlProblem
            ).trimming("/")
        )
        relay = Relay(allowPrivateNetworks: from.choice("relay.allowPrivateNetworks", default: .no) == YesOrNo.yes)
        limits = Limits(
            maxBodyBytes: from.integer("limits.maxBodyBytes", default: 3 << 20, in: 1024...(256 << 20)),
            maxHeaderBytes: from.integer("limits.maxHeaderBytes", default: 32 << 10, in: 1024...(1 << 20)),
            requestTimeout: from.duration(
                "limits.requestTimeout",
                default: .seconds(30),
                unit: .seconds,
                in: .milliseconds(100) ... .seconds(3600)
            ),
            idleTimeout: from.duration(
                "limits.idleTimeout",
                default: .seconds(75),
                unit: .seconds,
                in: .milliseconds(100) ... .seconds(3600)
            ),
            requestsPerMinute: from.integer("limits.requestsPerMinute", default: 600, in: 1...100_000_000),
            inboundPerMinute: from.integer("limits.inboundPerMinute", default: 6000, in: 1...100_000_000),
            localCallers: from.integer("limits.localCallers", default: 100, in: 1...1_000_000),
            chatsPerAddress: from.integer("limits.chatsPerAddress", default: 60, in: 1...100_000_000),
            requestsPerAddress: from.integer("limits.requestsPerAddress", default: 3000, in: 1...100_000_000),
            callerRefusals: from.integer("limits.callerRefusals", default: 100, in: 10...100_000_000),
            addressRefusals: from.integer("limits.addressRefusals", default: 1000, in: 10...100_000_000),
            blockTime: from.duration(
                "limits.blockTime",
                default: .seconds(300),
                unit: .seconds,
                in: .seconds(1) ... .seconds(3600)
            )
        )
        metrics = Metrics(
            token: from.secret("metrics.token", problem: "must have at least 16 characters") {
                $0.count >= 16 ? $0 : nil
            },
            port: from.integer("metrics.port", in: 1...65_535)
        )
        log = Log(level: from.choice("log.level", default: .info))
        node = Node(
            name: from.text("node.name", default: hostName) {
                (1...64).contains($0.count) ? nil : "must have 1…64 characters"
            }
        )
        checkTogether(&from)
    }

    /// What no setting can tell alone.
    private func checkTogether(_ from: inout SettingsReader) {
        if session.renewalThreshold >= session.ttl {
            from.complain("gateway.session.renewalThreshold must be shorter than gateway.session.ttl")
        }
        if turns.lease <= routing.aiTimeout {
            from.complain(
                "turns.lease must be longer than gateway.routing.aiTimeout, or two nodes would answer one guest"
            )
        }
        if turns.longestWait <= routing.aiTimeout {
            from.complain(
                "turns.longestWait must be longer than gateway.routing.aiTimeout, or people are called to guests who are being answered"
            )
        }
        if delivery.lease <= delivery.timeout {
            from.complain("delivery.lease must be longer than delivery.timeout, or two nodes would send one message")
        }
        // An address that is set and wrong has been complained of already.
        if engine.kind == .http, engine.url == nil, !from.problems.contains(where: { $0.hasPrefix("engine.url ") }) {
            from.complain("engine.url must be set when engine.kind is http")
        }
        if metrics.port == server.port {
            from.complain("metrics.port must differ from gateway.server.port")
        }
    }

    private static func urlProblem(_ text: String) -> String? {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            return "must be an http:// or https:// address"
        }
        return nil
    }

    private enum YesOrNo: String, CaseIterable {
        case no = "false"
        case yes = "true"
    }

    private static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
