import Channels
import CoreMetrics
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import API

/// A server on a free port of loopback, with everything behind it scripted, and all it logs kept.
struct EdgeUnderTest {
    let port: Int
    let registry: PrometheusRegistry
    let log: LogLines
    let webhooks: Webhooks

    /// What webhooks arrived, and how they are answered.
    final class Webhooks: Sendable {
        let received = Mutex<[WebhookRequest]>([])
        let answer: @Sendable (WebhookRequest) async -> WebhookReply

        init(answer: @escaping @Sendable (WebhookRequest) async -> WebhookReply) {
            self.answer = answer
        }
    }

    /// Runs a test against a server, then stops it gracefully and waits for its end.
    static func serving(
        _ adjust: (inout EdgeConfiguration) -> Void = { _ in },
        checks: [ReadinessCheck] = [],
        webhooks: Webhooks? = Webhooks { _ in WebhookReply(status: 200, body: Array("EVENT_RECEIVED".utf8)) },
        _ body: (EdgeUnderTest) async throws -> Void
    ) async throws {
        var configuration = EdgeConfiguration(host: "127.0.0.1", port: 0)
        adjust(&configuration)
        let log = LogLines()
        let logger = Logger(label: "test") { _ in log.handler }
        let registry = PrometheusRegistry()
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        var handler: EdgeRoutes.WebhookHandler?
        if let webhooks {
            handler = { request, _ in
                webhooks.received.withLock { $0.append(request) }
                return await webhooks.answer(request)
            }
        }
        let routes = EdgeRoutes(
            webhooks: handler,
            readiness: ReadinessBoard(checks),
            version: "test",
            metricsText: { registry.exposition(process: nil) }
        )
        let edge = EdgeApplication(
            configuration: configuration,
            routes: routes,
            factory: registry,
            logger: logger,
            onRunning: { running.yield($0) }
        )
        let group = ServiceGroup(configuration: .init(services: [edge], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports.prefix(1) {
                try await body(
                    EdgeUnderTest(
                        port: port,
                        registry: registry,
                        log: log,
                        webhooks: webhooks ?? Webhooks { _ in WebhookReply(status: 500) }
                    )
                )
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// One request over a connection of its own, its answer held against the contract.
    ///
    /// - Parameter isPromised: whether the contract knows the question; false where a test asks what it does not.
    func exchange(
        _ request: String,
        isPromised: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawResponse {
        try await RawClient.connected(to: port) { client in
            try await client.send(request)
            return try await client.response(isPromised: isPromised, sourceLocation: sourceLocation)
        }
    }

    /// A plain GET.
    func get(
        _ path: String,
        headers: String = "",
        isPromised: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawResponse {
        try await exchange(
            "GET \(path) HTTP/1.1\r\nHost: test\r\n\(headers)\r\n",
            isPromised: isPromised,
            sourceLocation: sourceLocation
        )
    }
}
