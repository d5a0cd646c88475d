package import Postgres

/// The pools of one process, one per role.
package struct Database: Sendable {
    /// Does the work of all hotels: ingest and executors, whose batches span properties.
    package let router: PostgresPool
    /// Serves people; row-level security shows it one property at a time.
    package let api: PostgresPool

    /// The roles the migrations make.
    package enum Role: String, Sendable, CaseIterable {
        case router = "concierge_router"
        case api = "concierge_api"
    }

    /// Prepares both pools; nothing connects before it is asked.
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
    }

    /// The same way to the server, acting as a role from the first statement on.
    package static func configuration(_ base: PostgresConfiguration, as role: Role) -> PostgresConfiguration {
        var configuration = base
        configuration.options["role"] = role.rawValue
        return configuration
    }

    /// Closes both pools once their statements have ended.
    package func shutdown() async {
        await router.shutdown()
        await api.shutdown()
    }

    private static func poolConfiguration(size: Int) -> PoolConfiguration {
        var configuration = PoolConfiguration()
        configuration.size = size
        return configuration
    }
}
