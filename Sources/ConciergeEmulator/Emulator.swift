package import AsyncHTTPClient
import Hummingbird
package import Logging
import NIOCore
package import ServiceLifecycle
package import UnixSignals

/// The emulator as a whole.
package struct Emulator: Sendable {
    /// Everything it remembers.
    package let state: EmulatorState
    private let configuration: EmulatorConfiguration
    private let statuses: StatusSender
    private let delivery: WebhookDelivery

    /// Puts the parts together; the client stays the caller's.
    package init(_ configuration: EmulatorConfiguration, httpClient: HTTPClient) {
        self.configuration = configuration
        state = EmulatorState(behaviour: configuration.behaviour, keep: configuration.keep)
        delivery = WebhookDelivery(
            client: httpClient,
            url: configuration.webhookURL,
            appSecret: configuration.appSecret
        )
        statuses = StatusSender(state: state, delivery: delivery, retries: configuration.statusRetries)
    }

    /// The services to run, in one group.
    ///
    /// - Parameters:
    ///   - signals: which signals end it gracefully.
    ///   - logger: where to log.
    ///   - onListening: told the port once requests are taken.
    package func serviceGroup(
        endingOn signals: [UnixSignal] = [],
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> ServiceGroup {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: "concierge-emulator"
            ),
            services: [statuses],
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        return ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [application],
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
    }

    private func router() -> Router<EmulatorContext> {
        let router = Router(context: EmulatorContext.self)
        ControlRoutes(state: state).add(to: router)
        EngineRoutes(state: state).add(to: router)
        GuestRoutes(delivery: delivery, phoneNumberID: configuration.phoneNumberID).add(to: router)
        GraphRoutes(state: state, statuses: statuses, accessToken: configuration.accessToken).add(to: router)
        return router
    }
}
