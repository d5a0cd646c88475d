package import Store

/// Everything that can be configured, read once at start and never changed. Printing it shows no secret.
package struct Settings: Sendable, Equatable {
    package var server: Server
    package var websocket: WebSocket
    package var session: Session
    package var routing: Routing
    package var rateLimit: RateLimit
    package var database: Database
    package var secrets: Secrets
    package var conversation: Conversation
    package var events: Events
    package var delivery: Delivery
    package var turns: Turns
    package var engine: Engine
    package var whatsapp: WhatsApp
    package var relay: Relay
    package var limits: Limits
    package var metrics: Metrics
    package var log: Log
    package var node: Node

    /// Where the program listens and what the world calls it.
    package struct Server: Sendable, Equatable {
        package var port: Int
        package var host: String
        /// The address guests and providers know, without a closing slash.
        package var publicURL: String?
        /// Addresses or networks whose `X-Forwarded-For` is believed.
        package var trustedProxies: [String]
    }

    /// How sockets of staff and guests are kept.
    package struct WebSocket: Sendable, Equatable {
        package var pingInterval: Duration
        package var pingTimeout: Duration
        /// The most connections held at once, of every kind.
        package var maxConnections: Int
        /// The most sockets of one guest at the web chat.
        package var maxConnectionsPerGuest: Int
    }

    /// How long a staff session lives.
    package struct Session: Sendable, Equatable {
        package var ttl: Duration
        package var renewalThreshold: Duration
    }

    /// How patient the router is with an engine, and when it calls a person.
    package struct Routing: Sendable, Equatable {
        package var aiTimeout: Duration
        package var maxRetries: Int
        package var escalationThreshold: Double
    }

    /// How many messages one guest may send within a window.
    package struct RateLimit: Sendable, Equatable {
        package var window: Duration
        package var maxRequests: Int
    }

    /// The database and how many connections to it.
    package struct Database: Sendable, Equatable {
        package var url: Secret<String>?
        /// Connections of ingest and the executors.
        package var poolSize: Int
        /// Connections that serve people.
        package var apiPoolSize: Int
    }

    /// What seals secrets at rest.
    package struct Secrets: Sendable, Equatable {
        /// 32 bytes.
        package var key: Secret<[UInt8]>?
    }

    /// When a conversation goes on, and when it ends by itself.
    package struct Conversation: Sendable, Equatable {
        package var reopenWindow: Duration
        package var idleTimeout: Duration
    }

    /// What is kept of the event log.
    package struct Events: Sendable, Equatable {
        /// How long events can be read again.
        package var retention: Duration
    }

    /// How messages are handed to providers.
    package struct Delivery: Sendable, Equatable {
        package var unknownPolicy: UnknownPolicy
        /// How long a delivery nobody can vouch for waits for a receipt.
        package var unknownSettleTime: Duration
        /// How many are handed over at once.
        package var concurrency: Int
        /// How long a claimed delivery is ours before another node may ask what became of it.
        package var lease: Duration
        /// How long one hand-over may take.
        package var timeout: Duration
    }

    /// How turns are worked on.
    package struct Turns: Sendable, Equatable {
        /// How many are thought about at once.
        package var concurrency: Int
        /// How many of one hotel.
        package var perProperty: Int
        /// How long a claimed turn is ours before another node takes it.
        package var lease: Duration
        /// How often a turn is claimed before people get it.
        package var maxAttempts: Int
        /// How many earlier messages an engine is shown.
        package var history: Int
        /// How long a guest's words may wait for the AI before people are called to them.
        package var longestWait: Duration
    }

    /// Who thinks.
    package struct Engine: Sendable, Equatable {
        package var kind: EngineKind
        package var url: String?
        /// How many questions it is asked at once.
        package var concurrency: Int
        package var apiKey: Secret<String>?
    }

    /// The engines there are.
    package enum EngineKind: String, Sendable, CaseIterable {
        /// The built-in concierge: no key, no network.
        case house
        /// One that speaks our HTTP contract.
        case http
    }

    /// How WhatsApp is reached.
    package struct WhatsApp: Sendable, Equatable {
        package var graphURL: String
    }

    /// How channel services of the hotels' own are reached.
    package struct Relay: Sendable, Equatable {
        /// Whether their addresses may be inside: for development, and where they run beside us.
        package var allowPrivateNetworks: Bool
    }

    /// What strangers may cost us.
    package struct Limits: Sendable, Equatable {
        package var maxBodyBytes: Int
        package var maxHeaderBytes: Int
        /// How long a whole request may take to arrive.
        package var requestTimeout: Duration
        /// How long a silent connection is kept.
        package var idleTimeout: Duration
        /// How many requests and frames one member of staff, or one service, may send to a node in a minute.
        package var requestsPerMinute: Int
        /// How many messages one channel service may hand in within a minute.
        package var inboundPerMinute: Int
        /// For how many callers those count together who come from this machine.
        package var localCallers: Int
        /// How many web chats may be opened from one address within ten minutes.
        package var chatsPerAddress: Int
        /// How many requests one address may make of the web chats within a minute.
        package var requestsPerAddress: Int
        /// After how many refusals within a minute a member of staff or a service is not listened to for a while.
        package var callerRefusals: Int
        /// After how many an address is not.
        package var addressRefusals: Int
        /// For how long.
        package var blockTime: Duration
    }

    /// Who may read the metrics.
    package struct Metrics: Sendable, Equatable {
        package var token: Secret<String>?
        /// A port for metrics alone; nil serves them on the main one.
        package var port: Int?
    }

    /// What is logged.
    package struct Log: Sendable, Equatable {
        package var level: LogLevel
    }

    /// How much is logged.
    package enum LogLevel: String, Sendable, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// This process among its equals.
    package struct Node: Sendable, Equatable {
        package var name: String
    }
}
