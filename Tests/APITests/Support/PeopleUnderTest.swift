import AIEngine
import AsyncHTTPClient
import Channels
import ContractSupport
import Conversations
import Domain
import Events
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import Routing
import ServiceLifecycle
import Sessions
import Store
import Synchronization
import TestSupport
import Testing

@testable import API

/// A server for people on a free port of loopback, with a hotel in a real database behind it.
///
/// Every answer is held against the contract; one that breaks it fails the test that asked.
struct PeopleUnderTest: Sendable {
    let port: Int
    let hotel: Hotel
    let database: Database
    /// Who the tokens of ``token(for:at:staff:)`` speak for; tokens of real sessions and keys are good beside them.
    let tokens: KnownTokens
    let sessions: SessionManager
    let log: LogLines
    /// What is served.
    let api: PeopleAPI
    /// Takes guests' words; works on them only in a server that was asked for it.
    let router: MessageRouter
    /// What is measured.
    let registry: PrometheusRegistry

    /// Tokens that mean what a test says.
    final class KnownTokens: CallerAuthentication {
        private let principals = Mutex<[String: Principal]>([:])
        /// What happens once, right after a token was believed and before anything came of it.
        let onceBelieved = Mutex<(@Sendable () async throws -> Void)?>(nil)

        func principal(bearer token: String, from address: String?) async throws -> Principal {
            guard let principal = principals.withLock({ $0[token] }) else { throw AuthenticationFailure.invalid }
            return principal
        }

        func add(_ principal: Principal) -> String {
            let token = UUID().uuidString
            principals.withLock { $0[token] = principal }
            return token
        }
    }

    /// Tokens made up by tests first, then real ones.
    private struct EitherAuthentication: CallerAuthentication {
        let known: KnownTokens
        let real: SessionAuthentication

        func principal(bearer token: String, from address: String?) async throws -> Principal {
            if let principal = try? await known.principal(bearer: token, from: address) { return principal }
            let principal = try await real.principal(bearer: token, from: address)
            let meanwhile = known.onceBelieved.withLock { once in
                defer { once = nil }
                return once
            }
            try await meanwhile?()
            return principal
        }
    }

    /// Longer than a busy machine keeps anybody waiting: how long the server waits for what these tests do in time.
    static let patience = Duration.seconds(60)

    /// Runs a test against a server, then stops it gracefully and waits for its end.
    ///
    /// - Parameters:
    ///   - working: whether turns are thought about, by the house's own concierge, and words delivered.
    ///   - isWhole: whether what a node runs beside its server runs: what is taken back is read, ten times a second, and
    ///     nodes tell each other what they changed; then no log is looked at unasked.
    ///   - stuckLaneTimeout: how long a guest's words wait for a lane that somebody holds.
    static func serving(
        limits: CallerLimits = CallerLimits(),
        inboundLimits: CallerLimits = CallerLimits(of: "inbound"),
        chat: ChatConfiguration = ChatConfiguration(),
        working: Bool = false,
        engine: (any AIEngineClient)? = nil,
        isWhole: Bool = false,
        sockets: SocketConfiguration = SocketConfiguration(),
        unknownCredentials: RateLimit? = nil,
        stuckLaneTimeout: Duration = patience,
        channels: [any Channels.Channel] = [],
        _ body: (PeopleUnderTest) async throws -> Void
    ) async throws {
        let settings = Settings(
            limits: limits,
            inboundLimits: inboundLimits,
            chat: chat,
            working: working,
            engine: engine,
            isWhole: isWhole,
            sockets: sockets,
            unknownCredentials: unknownCredentials,
            stuckLaneTimeout: stuckLaneTimeout,
            channels: channels
        )
        try await Hotel.withOne { hotel in try await serving(hotel, settings, body) }
    }

    /// Runs a test against two whole nodes of one hotel; what one commits, the other hears of by its word alone.
    static func onTwoNodes(
        limits: CallerLimits = CallerLimits(),
        sockets: SocketConfiguration = SocketConfiguration(),
        working: Bool = false,
        channels: [any Channels.Channel] = [],
        _ body: (PeopleUnderTest, PeopleUnderTest) async throws -> Void
    ) async throws {
        let settings = Settings(
            limits: limits,
            working: working,
            isWhole: true,
            sockets: sockets,
            channels: channels
        )
        try await Hotel.withOne { hotel in
            try await serving(hotel, settings) { first in
                try await serving(hotel, settings) { second in try await body(first, second) }
            }
        }
    }

    private struct Settings {
        var limits = CallerLimits()
        var inboundLimits = CallerLimits(of: "inbound")
        var chat = ChatConfiguration()
        var working = false
        var engine: (any AIEngineClient)?
        var isWhole = false
        var sockets = SocketConfiguration()
        var unknownCredentials: RateLimit?
        var stuckLaneTimeout = patience
        /// Beside those that need no provider.
        var channels: [any Channels.Channel] = []
    }

    private static func serving(
        _ hotel: Hotel,
        _ settings: Settings,
        _ body: (PeopleUnderTest) async throws -> Void
    ) async throws {
        let database = Database(hotel.database.configuration, routerConnections: 4, apiConnections: 4)
        do {
            try await serving(hotel, database, settings, body)
            await database.shutdown()
        } catch {
            await database.shutdown()
            throw error
        }
    }

    private static func serving(
        _ hotel: Hotel,
        _ database: Database,
        _ settings: Settings,
        _ body: (PeopleUnderTest) async throws -> Void
    ) async throws {
        let tokens = KnownTokens()
        let log = LogLines()
        let logger = Logger(label: "test") { _ in log.handler }
        var configuration = SessionConfiguration()
        configuration.passwordCost = Self.passwordCost
        if let limit = settings.unknownCredentials { configuration.unknownCredentials = limit }
        configuration.localCallers = settings.chat.localCallers
        if settings.isWhole { configuration.revocationInterval = .milliseconds(100) }
        let box = try SecretBox(key: Array(repeating: 7, count: 32))
        let sessions = SessionManager(
            database: database,
            box: box,
            configuration: configuration,
            logger: logger
        )
        let registry = PrometheusRegistry()
        // A client that reads nothing while its test does something else, or at all, is not taken for gone.
        var sockets = settings.sockets
        sockets.pingInterval = .seconds(3600)
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let router = try await router(
            database,
            settings.engine,
            logger,
            stuckLaneTimeout: settings.stuckLaneTimeout,
            channels: settings.channels
        )
        let events = EventPublisher(
            database: database,
            server: hotel.database.configuration,
            node: "test",
            configuration: EventPublisherConfiguration(
                pollFloor: settings.isWhole ? .seconds(3600) : .milliseconds(20)
            ),
            logger: logger
        )
        let people = PeopleAPI(
            services: PeopleServices(
                database: database,
                authentication: EitherAuthentication(known: tokens, real: SessionAuthentication(sessions)),
                limits: settings.limits,
                inboundLimits: settings.inboundLimits,
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
            chat: settings.chat,
            logger: logger
        )
        let edge = EdgeApplication(
            configuration: EdgeConfiguration(host: "127.0.0.1", port: 0),
            routes: EdgeRoutes(
                webhooks: nil,
                people: people,
                sockets: SocketServer(sockets, factory: registry),
                readiness: ReadinessBoard([]),
                version: "test",
                metricsText: { registry.exposition(process: nil) }
            ),
            factory: registry,
            logger: logger,
            onRunning: { running.yield($0) }
        )
        var services: [any Service] = settings.isWhole ? [sessions.service, events] : []
        if settings.working { services.append(router) }
        services.append(edge)
        let group = ServiceGroup(configuration: .init(services: services, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports.prefix(1) {
                try await body(
                    PeopleUnderTest(
                        port: port,
                        hotel: hotel,
                        database: database,
                        tokens: tokens,
                        sessions: sessions,
                        log: log,
                        api: people,
                        router: router,
                        registry: registry
                    )
                )
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A router with every channel that needs no provider; it has seen the hotel's endpoints.
    static func router(
        _ database: Database,
        _ engine: (any AIEngineClient)? = nil,
        _ logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        stuckLaneTimeout: Duration = patience,
        channels: [any Channels.Channel] = []
    ) async throws -> MessageRouter {
        var configuration = RouterConfiguration(node: "test")
        configuration.stopGrace = .milliseconds(100)
        configuration.stuckLaneTimeout = stuckLaneTimeout
        let clients = GuardedClients(allowsPrivateNetworks: true, client: .shared)
        let router = MessageRouter(
            database: database,
            channels: ChannelService([WebChatChannel(), RelayChannel(clients: clients)] + channels),
            engine: engine ?? HouseConcierge(knowledge: HotelKnowledge(store: KnowledgeStore(database.router))),
            configuration: configuration,
            logger: logger,
            open: { record in
                try record.sealedCredentials.map { stored in
                    // What tests put there is in the clear, what routes do is not.
                    if stored.array.first == UInt8(ascii: "{") {
                        return try JSONDecoder().decode(EndpointCredentials.self, from: Data(stored.array))
                    }
                    let box = try SecretBox(key: Array(repeating: 7, count: 32))
                    let clear = try box.open(stored.array, for: record.purpose, row: record.id.rawValue)
                    return try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
                }
            }
        )
        try await router.prepare()
        return router
    }

    /// Adds an endpoint that the router knows of at once; tests keep credentials in the clear.
    @discardableResult
    func addEndpoint(
        _ channel: ChannelKind,
        provider: String,
        address: String,
        of property: PropertyID? = nil,
        credentials: EndpointCredentials? = nil,
        _ change: (inout NewEndpoint) -> Void = { _ in }
    ) async throws -> EndpointID {
        var endpoint = NewEndpoint(
            property: property ?? hotel.property,
            channel: channel,
            provider: provider,
            address: address
        )
        endpoint.accumulation = .zero
        change(&endpoint)
        let id = try await EndpointStore(hotel.pool).add(endpoint, box: nil)
        if let credentials {
            let clear = Bytes(Array(try JSONEncoder().encode(credentials)))
            try await hotel.run("UPDATE endpoints SET credentials = \(clear) WHERE id = \(id)")
        }
        try await router.prepare()
        return id
    }

    /// One request, its answer held against the contract.
    @discardableResult
    func ask(
        _ method: String,
        _ path: String,
        as token: String? = nil,
        body: String? = nil,
        headers: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> APIAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = HTTPMethod(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let exchange = try await Exchange.with(request)
        for problem in Contract.shared.problems(in: exchange) {
            Issue.record("\(exchange): \(problem)", sourceLocation: sourceLocation)
        }
        return APIAnswer(exchange)
    }
}
