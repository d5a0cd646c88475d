package import CoreMetrics
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// All sockets of a server: lets them in, keeps them, ends them.
package final class SocketServer: Sendable {
    /// How they are kept.
    package let configuration: SocketConfiguration
    private let admission: SocketAdmission
    private let metrics: SocketMetrics
    private let loops = Mutex<[ObjectIdentifier: NIOLoopBound<SocketLoop>]>([:])

    /// Makes a server without a socket.
    package init(
        _ configuration: SocketConfiguration = SocketConfiguration(),
        factory: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.configuration = configuration
        admission = SocketAdmission(configuration)
        metrics = SocketMetrics(factory: factory)
    }

    /// How many sockets are held or about to be.
    package var count: Int { admission.total }

    /// Lets nobody in any more and says good-bye to everybody, with ``CloseCode/goingAway``.
    package func drain() {
        admission.stop()
        for loop in loops.withLock({ Array($0.values) }) {
            loop.eventLoop.execute { loop.value.close(.goingAway) }
        }
    }

    /// Waits until every socket is gone, after ``drain()``; when cancelled, ends them without a word.
    package func drained() async {
        await withTaskCancellationHandler {
            await admission.emptied()
        } onCancel: {
            for loop in loops.withLock({ Array($0.values) }) {
                loop.eventLoop.execute { loop.value.abort() }
            }
        }
    }

    /// Takes a request over as a socket. Return the answer from the route; the socket begins behind it.
    ///
    /// - Parameters:
    ///   - handshake: the request, checked.
    ///   - caller: a stable name of who asks, for the limit of sockets per caller; nil for one without that limit.
    ///   - most: how many sockets this caller may have; nil for as many as any.
    ///   - address: where from, by ``ClientAddress/countedBucket(of:_:)``; nil when it does not count.
    ///   - makeSession: called on the socket's event loop.
    /// - Throws: ``Problem`` 503 when there is no room, 429 when this caller or address has enough.
    func accept(
        _ handshake: SocketHandshake,
        caller: String?,
        atMost most: Int? = nil,
        address: String?,
        context: EdgeContext,
        makeSession: @escaping @Sendable (any EventLoop) -> any SocketSession
    ) throws -> Response {
        let place = try place(for: caller, atMost: most, address: address)
        let channel = context.channel
        return Response(
            status: .switchingProtocols,
            headers: handshake.headers,
            body: ResponseBody { _ in
                // The head is on its way; there is no body and no end of it: what follows are frames.
                try await channel.eventLoop.submit {
                    let loop = self.loop(channel.eventLoop)
                    let socket = SocketConnection(
                        session: makeSession(channel.eventLoop),
                        place: place,
                        loop: loop,
                        configuration: self.configuration
                    )
                    try self.takeOver(channel, socket)
                }
                .get()
            }
        )
    }

    private func place(for caller: String?, atMost most: Int?, address: String?) throws -> SocketPlace {
        do throws(SocketAdmission.Refusal) {
            return try admission.admit(caller: caller, atMost: most, address: address)
        } catch {
            metrics.refused(error)
            switch error {
            case .node:
                throw Problem(
                    503,
                    "too_many_connections",
                    "Too many connections",
                    detail: "This node holds as many sockets as it may.",
                    headers: [("Retry-After", "5")]
                )
            case .caller, .address:
                throw Problem(
                    429,
                    "too_many_sockets",
                    "Too many sockets",
                    detail: "This \(error.rawValue) has as many sockets as it may.",
                    headers: [("Retry-After", "30")]
                )
            case .stopping:
                throw Problem(503, "shutting_down", "Shutting down", headers: [("Retry-After", "1")])
            }
        }
    }

    private func takeOver(_ channel: any Channel, _ socket: SocketConnection) throws {
        let connection = try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self)
        let options = channel.syncOptions
        // The socket asks for its reads itself, holds little for them, and knows by writability who is too slow.
        try options?.setOption(.autoRead, value: false)
        try options?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1024))
        try options?.setOption(
            .writeBufferWaterMark,
            value: .init(low: configuration.maxWaitingBytes / 2, high: configuration.maxWaitingBytes)
        )
        let admission = admission
        try connection.yield(channel, to: socket).assumeIsolated().whenComplete { result in
            switch result {
            case .success: socket.begin(isStopping: admission.isStopping)
            case .failure: channel.close(promise: nil)
            }
        }
    }

    /// The sockets of an event loop; called on it.
    private func loop(_ eventLoop: any EventLoop) -> SocketLoop {
        let bound = loops.withLock { loops in
            if let loop = loops[ObjectIdentifier(eventLoop)] { return loop }
            let loop = NIOLoopBound(
                SocketLoop(eventLoop, configuration: configuration, metrics: metrics),
                eventLoop: eventLoop
            )
            loops[ObjectIdentifier(eventLoop)] = loop
            return loop
        }
        return bound.value
    }
}
