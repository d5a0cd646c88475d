import AIEngine
import AsyncHTTPClient
import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// An engine on loopback that answers as a test tells it to.
struct ScriptedServer: Sendable {
    /// What the server does with a question.
    enum Script: Sendable {
        /// Answers with a body.
        case body(String, status: HTTPResponse.Status = .ok, retryAfter: String? = nil)
        /// Answers the very question well.
        case echo
        /// Never answers.
        case silent
        /// Sends half of a body and closes.
        case half
        /// Sends some text so many times at once, again and again, until nobody listens.
        case endless(String, times: Int, type: String)
        /// Begins a good answer and goes on byte by byte, slowly, for ever.
        case drip
    }

    /// Breaks a response off.
    private struct BrokenOff: Error {}

    /// What came in.
    final class Record: Sendable {
        private let state = Mutex<(authorization: String?, body: EngineRequest?)>((nil, nil))
        let arrived = Signal()
        /// Fired when whoever asked listens no more.
        let left = Signal()

        var authorization: String? { state.withLock { $0.authorization } }
        var request: EngineRequest? { state.withLock { $0.body } }

        func note(authorization: String?, body: EngineRequest?) {
            state.withLock { $0 = (authorization, body) }
            arrived.fire()
        }
    }

    let url: String
    let client: HTTPClient
    let record: Record

    /// Serves a script while a test runs, on a port of the system's choice.
    static func serving(
        _ script: Script,
        _ test: @escaping @Sendable (ScriptedServer) async throws -> Void
    ) async throws {
        let record = Record()
        let router = Router()
        router.post("answer") { request, _ in
            try await respond(to: request, script: script, record: record)
        }
        let (ports, port) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "scripted")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                port.yield(channel.localAddress?.port ?? 0)
            },
            logger: logger
        )
        var configuration = HTTPEngineClient.clientConfiguration
        // Both ends are here, and one of them may be busy answering without end.
        configuration.timeout.connect = .seconds(60)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            var iterator = ports.makeAsyncIterator()
            let number = await iterator.next() ?? 0
            let server = ScriptedServer(url: "http://127.0.0.1:\(number)/answer", client: client, record: record)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await test(server))
            } catch {
                outcome = .failure(error)
            }
            try await client.shutdown()
            group.cancelAll()
            try? await group.waitForAll()
            try outcome.get()
        }
    }

    private static func respond(to request: Request, script: Script, record: Record) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 1 << 20)
        let question = try? EngineJSON.decode(EngineRequest.self, from: .init(buffer.readableBytesView))
        record.note(authorization: request.headers[.authorization], body: question)
        switch script {
        case .body(let body, let status, let retryAfter):
            var headers: HTTPFields = [.contentType: "application/json"]
            if let retryAfter { headers[.retryAfter] = retryAfter }
            return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
        case .echo:
            let id = question?.conversationId.description ?? ""
            let body =
                #"{"conversationId":"\#(id)","response":"Hi","intent":"greeting","confidence":0.9,"shouldEscalate":false}"#
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: body)))
        case .silent:
            try await Task.sleep(for: .seconds(3600))
            return Response(status: .ok)
        case .endless(let text, let times, let type):
            let buffer = ByteBuffer(string: String(repeating: text, count: times))
            return Response(
                status: .ok,
                headers: [.contentType: type],
                body: .init { writer in
                    defer { record.left.fire() }
                    var sent = 0
                    while true {
                        try await writer.write(buffer)
                        sent += buffer.readableBytes
                        // More than enough: from here on without an end, but not at the cost of every test beside it.
                        if sent > 2 << 20 { try await Task.sleep(for: .milliseconds(5)) }
                    }
                }
            )
        case .drip:
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: .init { writer in
                    defer { record.left.fire() }
                    try await writer.write(ByteBuffer(string: #"{"response":""#))
                    while true {
                        try await writer.write(ByteBuffer(string: "a"))
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
            )
        case .half:
            return Response(
                status: .ok,
                headers: [.contentLength: "1000"],
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: #"{"conversationId":"#))
                    throw BrokenOff()
                }
            )
        }
    }
}
