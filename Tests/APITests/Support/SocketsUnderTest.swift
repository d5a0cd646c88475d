import Domain
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

@testable import API

/// A server whose sockets answer each message with itself, on a free port of loopback.
struct SocketsUnderTest {
    let port: Int
    let sockets: SocketServer
    let registry: PrometheusRegistry
    let sessions: Sessions
    let stop: @Sendable () async -> Void

    /// Every session there was, by what it did.
    final class Sessions: Sendable {
        struct State {
            var opened = 0
            var closed = 0
            var received: [String] = []
            var handles: [SocketHandle] = []
            fileprivate var waiting: [(holds: (State) -> Bool, waiter: AsyncStream<Void>.Continuation)] = []
        }

        let state = Mutex(State())
        /// What an open session says first.
        let greeting = Mutex<ByteBuffer?>(nil)

        /// Notes something, and lets go on whoever waits for it.
        func note(_ change: (inout State) -> Void) {
            let due = state.withLock { state in
                change(&state)
                let due = state.waiting.filter { $0.holds(state) }
                let waiting = state.waiting.filter { !$0.holds(state) }
                state.waiting = waiting
                return due
            }
            for (_, waiter) in due { waiter.finish() }
        }

        /// Waits until something holds; when it never does, until the test's time is over.
        func until(_ holds: @escaping @Sendable (State) -> Bool) async {
            let (end, waiter) = AsyncStream.makeStream(of: Void.self)
            state.withLock { state in
                if holds(state) { waiter.finish() } else { state.waiting.append((holds, waiter)) }
            }
            for await _ in end {}
        }
    }

    /// Says everything back; `work:` is being worked on until told otherwise.
    private final class Echo: SocketSession {
        let sessions: Sessions

        init(_ sessions: Sessions) { self.sessions = sessions }

        func opened(_ socket: SocketConnection) {
            let handle = socket.handle
            sessions.note {
                $0.opened += 1
                $0.handles.append(handle)
            }
            if let greeting = sessions.greeting.withLock({ $0 }) { socket.send(greeting) }
        }

        func received(_ message: [UInt8], on socket: SocketConnection) -> Handling {
            let text = String(decoding: message, as: UTF8.self)
            sessions.note { $0.received.append(text) }
            if text.hasPrefix("work:") { return .working }
            socket.write(ServerFrame.text(message))
            return .done
        }

        func farewell(of socket: SocketConnection) -> ByteBuffer? { ServerFrame.text("gap".utf8) }

        func closed(_ socket: SocketConnection) { sessions.note { $0.closed += 1 } }
    }

    /// Runs a test against a server, then stops it gracefully and waits for its end.
    static func serving(
        _ adjust: (inout SocketConfiguration) -> Void = { _ in },
        edge adjustEdge: (inout EdgeConfiguration) -> Void = { _ in },
        behind trusted: [IPNetwork] = [],
        _ body: (SocketsUnderTest) async throws -> Void
    ) async throws {
        var configuration = SocketConfiguration()
        adjust(&configuration)
        var edgeConfiguration = EdgeConfiguration()
        adjustEdge(&edgeConfiguration)
        let registry = PrometheusRegistry()
        let sockets = SocketServer(configuration, factory: registry)
        let sessions = Sessions()
        var routes = EdgeRoutes(
            webhooks: nil,
            sockets: sockets,
            readiness: ReadinessBoard([]),
            version: "test",
            metricsText: { registry.exposition(process: nil) }
        )
        routes.more = { router in
            router.get("/echo") { request, context in
                let handshake = try SocketHandshake(request, origins: sockets.configuration.allowedOrigins)
                return try sockets.accept(
                    handshake,
                    caller: handshake.token ?? "anyone",
                    address: ClientAddress(trusted: trusted).countedBucket(of: request, context),
                    context: context
                ) { _ in
                    Echo(sessions)
                }
            }
        }
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let log = LogLines()
        let logger = Logger(label: "test") { _ in log.handler }
        let edge = EdgeApplication(
            configuration: edgeConfiguration,
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
                    SocketsUnderTest(
                        port: port,
                        sockets: sockets,
                        registry: registry,
                        sessions: sessions,
                        stop: { await group.triggerGracefulShutdown() }
                    )
                )
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    var received: [String] { sessions.state.withLock { $0.received } }
}
