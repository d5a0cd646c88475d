package import CoreMetrics
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP server at the hotel's edge: webhooks, health and metrics.
package struct EdgeApplication: Service {
    private let configuration: EdgeConfiguration
    private let routes: EdgeRoutes
    private let factory: any MetricsFactory
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Makes a server that starts with `run()`.
    ///
    /// - Parameters:
    ///   - configuration: where it listens and what it puts up with.
    ///   - routes: what it serves.
    ///   - factory: where it counts.
    ///   - logger: where failed requests are logged.
    ///   - onRunning: told the port once the server accepts connections.
    package init(
        configuration: EdgeConfiguration,
        routes: EdgeRoutes,
        factory: any MetricsFactory,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.routes = routes
        self.factory = factory
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until a graceful shutdown or cancellation; throws when the address cannot be bound.
    package func run() async throws {
        let onRunning = onRunning
        let application = Application(
            router: routes.router(configuration, metrics: EdgeMetrics(factory: factory)),
            server: HTTPServerBuilder { [configuration] responder in
                EdgeChannel(responder: responder, configuration: configuration)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.maxConnections)
            ),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        let (sockets, live) = (routes.sockets, routes.people?.live)
        let changes = live?.authorityChanges()
        try await withThrowingDiscardingTaskGroup { group in
            if let live, let changes { group.addTask { await live.run(following: changes) } }
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                sockets.drain()
            }
            // The server knows of its requests only; its sockets have a moment to say good-bye.
            await sockets.drained()
            group.cancelAll()
        }
    }
}
