import NIOCore
import NIOPosix
import Synchronization

/// A TCP connection of a test: what arrives is read when it is asked for and not before, so that whoever stops asking is
/// a reader who has stopped reading.
///
/// Whoever waits for bytes is let go when the task is cancelled, so that a time limit ends the one test it is of.
struct Wire: Sendable {
    private let channel: any Channel
    private let arrivals: Arrivals

    /// Connects, runs the body, hangs up.
    ///
    /// - Parameter receiveBuffer: how many bytes the system keeps for a reader that does not read; nil leaves it to the
    ///   system.
    static func connected<Result>(
        to port: Int,
        receiveBuffer: Int? = nil,
        _ body: (Wire) async throws -> Result
    ) async throws -> Result {
        let arrivals = Arrivals()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(arrivals) }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
        }
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(Wire(channel: channel, arrivals: arrivals)))
        } catch {
            result = .failure(error)
        }
        channel.close(promise: nil)
        try await channel.closeFuture.get()
        return try result.get()
    }

    /// Sends bytes, in the order of the calls. Whether the other side takes them is seen in what it answers.
    func send(_ bytes: ByteBuffer) {
        channel.writeAndFlush(bytes, promise: nil)
    }

    /// Ends our side without a word; what the other side still says can be read.
    func hangUp() {
        channel.close(mode: .output, promise: nil)
    }

    /// What arrives next; nil once the other side has hung up, or the connection broke.
    ///
    /// - Throws: `CancellationError`.
    func next() async throws -> ByteBuffer? {
        try await arrivals.next { channel.read() }
    }
}

/// What arrived on a connection and was not asked for yet.
private final class Arrivals: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private struct State {
        var waiting: [ByteBuffer] = []
        var isOver = false
        var reader: CheckedContinuation<ByteBuffer?, any Error>?
    }

    private let state = Mutex(State())

    func next(_ read: () -> Void) async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<ByteBuffer?, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if !state.waiting.isEmpty { return .success(state.waiting.removeFirst()) }
                    if state.isOver { return .success(nil) }
                    state.reader = continuation
                    return nil
                }
                if let answer { continuation.resume(with: answer) } else { read() }
            }
        } onCancel: {
            takeReader()?.resume(throwing: CancellationError())
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        let reader = state.withLock { state in
            if state.reader == nil { state.waiting.append(bytes) }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: bytes)
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.withLock { $0.isOver = true }
        takeReader()?.resume(returning: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Broken off by the other side: the same as hanging up.
        context.close(promise: nil)
    }

    private func takeReader() -> CheckedContinuation<ByteBuffer?, any Error>? {
        state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
    }
}
