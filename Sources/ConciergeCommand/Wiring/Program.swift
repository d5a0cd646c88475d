import AIEngine
import API
import AsyncHTTPClient
import Channels
import Conversations
import Domain
import Events
import Foundation
import Logging
import NIOCore
import Postgres
import Routing
import ServiceLifecycle
import Sessions
package import Store
import UnixSignals

/// Everything that serves, built once from the settings. Used by `serve`, `dev` and the tests alike.
package struct Program: Sendable {
    package let settings: Settings
    package let database: Database
    private let migrations: String
    private let box: SecretBox
    private let router: MessageRouter
    private let events: EventPublisher
    private let sessions: SessionManager
    /// One for providers and one for engines: each has its own idea of how a connection may fail.
    private let clients: (providers: HTTPClient, engines: HTTPClient)
    /// For addresses that hotels set.
    private let relays: GuardedClients
    private let registry: PrometheusRegistry
    private let logger: Logger

    /// Builds everything; nothing connects or listens yet. Whoever built it ends it with ``end(after:)``.
    ///
    /// - Parameters:
    ///   - settings: the configuration.
    ///   - migrations: the folder whose migrations the database must have seen.
    /// - Throws: ``ProgramError`` when a setting is missing that nothing works without.
    package init(_ settings: Settings, migrations: String) throws {
        let box = try settings.requireSecretBox()
        self.box = box
        let postgres = try settings.postgresConfiguration()
        registry = Telemetry.start(level: settings.log.level)
        logger = Logger(label: Version.name)
        database = Database(
            postgres,
            routerConnections: settings.database.poolSize,
            apiConnections: settings.database.apiPoolSize,
            observer: DatabaseObserver(factory: registry, logger: logger)
        )
        sessions = SessionManager(
            database: database,
            box: box,
            configuration: SessionConfiguration(settings),
            logger: logger
        )
        clients = Self.clients(settings)
        relays = GuardedClients(
            allowsPrivateNetworks: settings.relay.allowPrivateNetworks,
            client: clients.providers
        )
        let events = EventPublisher(
            database: database,
            server: postgres,
            node: settings.node.name,
            logger: logger
        )
        self.events = events
        router = MessageRouter(
            database: database,
            channels: ChannelService([
                WhatsAppChannel(httpClient: clients.providers, graphURL: settings.whatsapp.graphURL),
                WebChatChannel(), RelayChannel(clients: relays),
            ]),
            engine: Self.engine(settings, database: database, client: clients.engines, logger: logger),
            configuration: RouterConfiguration(settings),
            logger: logger,
            changed: { property in events.changed(property) },
            open: { record in try EndpointOpener(box: box).open(record) }
        )
        self.settings = settings
        self.migrations = migrations
    }

    /// Makes sure that real guests may be served here.
    ///
    /// - Throws: ``ProgramError`` saying what to do first.
    package func checkBeforeServing() async throws {
        // What has been migrated is the owner's to read, not a role's.
        let owner = PostgresPool(try settings.postgresConfiguration(), pool: PoolConfiguration(size: 1))
        let pending: [MigrationFile]
        do {
            pending = try await Migrator(folder: migrations).pending(on: owner)
            await owner.shutdown()
        } catch {
            await owner.shutdown()
            throw error
        }
        guard pending.isEmpty else {
            throw ProgramError("the database lacks \(pending.count) migration(s); run `concierge migrate` first")
        }
        let demos = try await PropertyStore(database.router).list().filter(\.isDemo)
        if let demo = demos.first {
            throw ProgramError(
                "the database holds the demo hotel \(demo.slug), whose credentials everybody knows; serve from another database"
            )
        }
    }

    /// Serves until SIGTERM or SIGINT: 15 seconds to finish, 60 more when cancelled.
    ///
    /// - Parameter onRunning: told the port once connections are accepted.
    package func serve(onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let files = FileLimit.raise()
        try await router.prepare()
        logger.notice(
            "starting",
            metadata: [
                "version": "\(Version.number)", "node": "\(settings.node.name)", "host": "\(settings.server.host)",
                "port": "\(settings.server.port)", "openFiles": "\(files.map(String.init) ?? "unknown")",
            ]
        )
        // Dependencies first: they are stopped in the reverse order, the edge before what it hands work to.
        var services: [any Service] = [DatabaseService(database: database), events, sessions.service, router]
        services.append(GaugeSampler(database: database, factory: registry))
        services += edges(onRunning: onRunning)
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        configuration.maximumCancellationDuration = .seconds(60)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error where error is IOError || error is SocketAddressError {
            throw ProgramError("cannot listen on \(settings.server.host):\(settings.server.port): \(error)")
        }
        logger.notice("stopped")
    }

    /// Runs `work`, then closes connections and clients whatever became of it.
    package func end(after work: () async throws -> Void) async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
        await database.shutdown()
        try await relays.shutdown()
        try await clients.providers.shutdown()
        try await clients.engines.shutdown()
        try result.get()
    }

    /// What is served to people.
    private var people: PeopleAPI {
        let (box, events, router) = (box, events, router)
        let perMinute = RateLimit(maxRequests: settings.limits.requestsPerMinute, windowMs: 60_000)
        let inbound = RateLimit(maxRequests: settings.limits.inboundPerMinute, windowMs: 60_000)
        let block = settings.limits.block(after: settings.limits.callerRefusals)
        return PeopleAPI(
            services: PeopleServices(
                database: database,
                authentication: SessionAuthentication(sessions),
                limits: CallerLimits(perMinute, block: block),
                inboundLimits: CallerLimits(inbound, of: "inbound", block: block),
                box: box,
                allowance: { router.limits(of: $0) },
                blocked: { router.note($0) },
                changed: { property in
                    events.changed(property)
                    router.wake()
                }
            ),
            sessions: sessions,
            conversations: ConversationManager(),
            events: events,
            router: router,
            chat: ChatConfiguration(settings),
            logger: logger
        )
    }

    private func edges(onRunning: @escaping @Sendable (Int) async -> Void) -> [any Service] {
        let router = router
        let registry = registry
        let board = ReadinessBoard([.database(database)])
        let text: @Sendable () -> String = { registry.exposition() }
        let main = EdgeApplication(
            configuration: EdgeConfiguration(settings),
            routes: EdgeRoutes(
                webhooks: { request, provider in await router.receive(request, from: provider) },
                people: people,
                sockets: SocketServer(SocketConfiguration(settings), factory: registry),
                readiness: board,
                version: Version.number,
                metricsText: text
            ),
            factory: registry,
            logger: logger,
            onRunning: onRunning
        )
        guard let port = settings.metrics.port else { return [main] }
        var configuration = EdgeConfiguration(settings)
        configuration.port = port
        configuration.metrics = settings.metrics.token.map { .token($0.revealed) } ?? .open
        let operators = EdgeApplication(
            configuration: configuration,
            routes: EdgeRoutes(webhooks: nil, readiness: board, version: Version.number, metricsText: text),
            factory: registry,
            logger: logger
        )
        return [operators, main]
    }

    /// Who thinks: the configured engine, and behind it the house's own knowledge, which needs no network.
    private static func engine(
        _ settings: Settings,
        database: Database,
        client: HTTPClient,
        logger: Logger
    ) -> any AIEngineClient {
        let house = HouseConcierge(knowledge: StoredKnowledge(store: KnowledgeStore(database.router)))
        guard settings.engine.kind == .http, let url = settings.engine.url else { return house }
        let remote = HTTPEngineClient(
            url: url,
            key: settings.engine.apiKey.map { EngineKey($0.revealed) },
            client: client
        )
        let policy = RetryingEngine.Policy(maxRetries: settings.routing.maxRetries)
        let capped = CappedEngine(remote, atOnce: settings.engine.concurrency)
        return EngineChain([RetryingEngine(capped, policy: policy), house]) { name, error in
            logger.warning(
                "an engine failed and the next one is asked",
                metadata: ["engine": "\(name)", "error": "\(error)"]
            )
        }
    }

    /// As many connections to one host as may be used at once; the rest is as each room wants it.
    private static func clients(_ settings: Settings) -> (providers: HTTPClient, engines: HTTPClient) {
        var providers = HTTPClient.Configuration.providers
        providers.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.delivery.concurrency
        var engines = HTTPEngineClient.clientConfiguration
        engines.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.turns.concurrency
        return (
            HTTPClient(eventLoopGroupProvider: .singleton, configuration: providers),
            HTTPClient(eventLoopGroupProvider: .singleton, configuration: engines)
        )
    }
}
