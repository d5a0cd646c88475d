import API
import ArgumentParser
import Channels
import CoreMetrics
import Domain
import Foundation
import Logging
import Postgres
import Routing
import Store
import Synchronization

/// A server like `concierge serve` with parts left out, in a process of its own: the edge, the router and its store.
struct BenchNode: AsyncParsableCommand {
    /// What takes part.
    enum Work: String, ExpressibleByArgument, CaseIterable {
        /// Webhooks are verified, parsed and stored; nobody works on them.
        case ingest
        /// All of it, with an engine and a channel that answer at once in this process.
        case turns
    }

    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Serves for a measurement until it is ended.",
        shouldDisplay: false
    )

    @Option(help: "The database.") var databaseURL: String
    @Option(help: "The key credentials are sealed with, in base64.") var secretsKey: String
    @Option(help: "The port to listen on.") var port: Int
    @Option(help: "What takes part.") var work: Work

    func run() async throws {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        var logger = Logger(label: "concierge-bench")
        logger.logLevel = .warning
        guard let key = Data(base64Encoded: secretsKey) else { throw BenchError("the key is not base64") }
        let box = try SecretBox(key: Array(key))
        let database = Store.Database(PostgresConfiguration(databaseURL), routerConnections: 8, apiConnections: 1)
        let channel = ImmediateChannel()
        let router = MessageRouter(
            database: database,
            channels: ChannelService([channel]),
            engine: ImmediateEngine(),
            configuration: RouterConfiguration(node: "bench"),
            logger: logger,
            open: { record in
                guard let sealed = record.sealedCredentials else { return nil }
                let clear = try box.open(sealed.array, for: .endpointCredentials, row: record.id.rawValue)
                return try JSONDecoder().decode(EndpointCredentials.self, from: Data(clear))
            }
        )
        try await router.prepare()
        let completed = Completed()
        let edge = EdgeApplication(
            configuration: EdgeConfiguration(port: port),
            routes: EdgeRoutes(
                webhooks: { request, provider in await router.receive(request, from: provider) },
                readiness: ReadinessBoard([]),
                version: "bench",
                metricsText: { String(completed.count) }
            ),
            factory: registry,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await edge.run() }
            if work == .turns {
                group.addTask { try await router.run() }
                group.addTask { await channel.reportStatuses(to: router, completed: completed) }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }
}

/// How many turns have gone all the way: their status is stored.
final class Completed: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    func add() {
        number.wrappingAdd(1, ordering: .relaxed)
    }
}
