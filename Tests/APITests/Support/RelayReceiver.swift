import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A channel service on loopback: it answers what it is told to, in turn, and keeps what it is handed.
final class RelayReceiver: Sendable {
    /// What it was handed.
    struct Handed: Sendable {
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private let script: Mutex<[HTTPResponse.Status]>
    private let arrived: AsyncStream<Handed>.Continuation
    /// What arrives, in order.
    let deliveries: AsyncStream<Handed>

    private init(script: [HTTPResponse.Status]) {
        self.script = Mutex(script)
        (deliveries, arrived) = AsyncStream.makeStream()
    }

    /// Listens while the body runs, and gives it its address.
    ///
    /// - Parameter script: the first answers; then everything is accepted.
    static func listening(
        _ script: [HTTPResponse.Status],
        _ body: (RelayReceiver, _ url: String) async throws -> Void
    ) async throws {
        let receiver = RelayReceiver(script: script)
        let router = Router()
        router.post("/take") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let fields = request.headers.map { ($0.name.canonicalName, $0.value) }
            receiver.arrived.yield(
                Handed(
                    headers: Dictionary(fields) { first, _ in first },
                    body: Array(bytes.readableBytesView)
                )
            )
            let status = receiver.script.withLock { $0.isEmpty ? .ok : $0.removeFirst() }
            return Response(status: status)
        }
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await application.run() }
            for await port in ports.prefix(1) { try await body(receiver, "http://127.0.0.1:\(port)/take") }
            tasks.cancelAll()
        }
    }
}
