package import Postgres

/// The pools of one process, one per role.
package struct Database: Sendable {
    /// Does the work of all hotels: ingest and executors, whose batches span properties.
    package let router: PostgresPool
    /// Serves people; row-level security shows it one property at a time.
    package let api: PostgresPool
    /// Follows the event logs, as people see them: what is live does not wait behind what people ask for.
    package let log: PostgresPool

    /// The size of ``log``. Each node has two more connections, which notify and hear other nodes.
    package static let logConnections = 2
    /// What a node holds beside the two pools whose sizes are set.
    package static let otherConnections = logConnections + 2

    /// The roles the migrations make.
    package enum Role: String, Sendable, CaseIterable {
        case router = "concierge_router"
        case api = "concierge_api"
    }

    /// Prepares the pools; nothing connects before it is asked.
    ///
    /// - Parameters:
    ///   - configuration: how to reach the server; the user it names must be a member of both roles.
    ///   - routerConnections: the size of the router's pool.
    ///   - apiConnections: the size of the people's pool.
    ///   - observer: hears of connections and statements.
    package init(
        _ configuration: PostgresConfiguration,
        routerConnections: Int = 8,
        apiConnections: Int = 4,
        observer: (any PostgresObserver)? = nil
    ) {
        router = PostgresPool(
            Self.configuration(configuration, as: .router),
            pool: Self.poolConfiguration(size: routerConnections),
            observer: observer
        )
        api = PostgresPool(
            Self.configuration(configuration, as: .api),
            pool: Self.poolConfiguration(size: apiConnections),
            observer: observer
        )
        log = PostgresPool(
            Self.configuration(configuration, as: .api),
            pool: Self.poolConfiguration(size: Self.logConnections),
            observer: observer
        )
    }

    /// The same way to the server, acting as a role from the first statement on.
    package static func configuration(_ base: PostgresConfiguration, as role: Role) -> PostgresConfiguration {
        var configuration = base
        configuration.options["role"] = role.rawValue
        if role == .api { configuration.options.merge(abandonment) { _, ours in ours } }
        return configuration
    }

    /// People's changes hold a conversation over several round trips. A node that vanishes in between must not hold it
    /// longer than this: every guest's word to it would be put off, and batches with strangers' in them.
    private static let abandonment = [
        "idle_in_transaction_session_timeout": "10s", "tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
    ]

    /// Closes the pools once their statements have ended.
    package func shutdown() async {
        await router.shutdown()
        await api.shutdown()
        await log.shutdown()
    }

    private static func poolConfiguration(size: Int) -> PoolConfiguration {
        var configuration = PoolConfiguration()
        configuration.size = size
        return configuration
    }
}
