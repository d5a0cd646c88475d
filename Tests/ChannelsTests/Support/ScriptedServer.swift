import AsyncHTTPClient
import Channels
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A provider on loopback that does exactly what a test tells it to.
final class ScriptedServer: Sendable {
    /// What to do with a request once all of it has arrived.
    enum Reply: Sendable {
        case answer(status: Int, headers: [(String, String)] = [], body: String = "")
        /// Hang up without a word.
        case close
        /// Say nothing, keep the line.
        case silence
        /// Begin an answer and never end it.
        case half(status: Int, body: String)
    }

    struct Received: Sendable {
        var uri: String
        var headers: [(name: String, value: String)]
        var body: String

        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    }

    private let reply: Reply
    private let requests = Mutex<[Received]>([])

    private init(reply: Reply) {
        self.reply = reply
    }

    /// Everything received so far, in order.
    var received: [Received] { requests.withLock { $0 } }

    /// Listens while the body runs, and gives it the base URL and a client that follows no redirects.
    static func with<Value: Sendable>(
        _ reply: Reply,
        _ body: (ScriptedServer, _ url: String, HTTPClient) async throws -> Value
    ) async throws -> Value {
        let server = ScriptedServer(reply: reply)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .providers)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(server, "http://127.0.0.1:\(port)", client))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try await listener.close()
        return try result.get()
    }

    /// A loopback URL nobody listens at, and a client that tries once or goes on trying.
    static func withNobody<Value: Sendable>(
        persistent: Bool,
        _ body: (_ url: String, HTTPClient) async throws -> Value
    ) async throws -> Value {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = listener.localAddress?.port ?? 0
        try await listener.close()
        var configuration = HTTPClient.Configuration.providers
        configuration.connectionPool.retryConnectionEstablishment = persistent
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let value = try await body("http://127.0.0.1:\(port)", client)
        try await client.shutdown()
        return value
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: ScriptedServer
        private var head: HTTPRequestHead?
        private var body = ByteBuffer()

        init(server: ScriptedServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body.clear()
            case .body(var part):
                body.writeBuffer(&part)
            case .end:
                let received = Received(
                    uri: head?.uri ?? "",
                    headers: head?.headers.map { ($0.name, $0.value) } ?? [],
                    body: String(buffer: body)
                )
                server.requests.withLock { $0.append(received) }
                reply(context)
            }
        }

        private func reply(_ context: ChannelHandlerContext) {
            switch server.reply {
            case .answer(let status, let headers, let body):
                write(context, status, headers + [("content-length", "\(body.utf8.count)")], body)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .half(let status, let body):
                write(context, status, [("content-length", "\(body.utf8.count + 1)")], body)
                context.flush()
            case .close:
                context.close(promise: nil)
            case .silence:
                break
            }
        }

        private func write(
            _ context: ChannelHandlerContext,
            _ status: Int,
            _ headers: [(String, String)],
            _ body: String
        ) {
            let head = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: status),
                headers: HTTPHeaders(headers)
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
    }
}
