import NIOCore

/// A connection as its HTTP side sees it: closed once the connection is, or once it has become a socket.
///
/// The task that serves a connection's requests waits for its end. With this it ends with the last request instead, and
/// an idle socket holds no task with all its memory.
final class HTTPSide: Channel {
    private let connection: any Channel
    private let end: EventLoopPromise<Void>

    init(_ connection: any Channel) {
        self.connection = connection
        end = connection.eventLoop.makePromise()
        connection.closeFuture.cascade(to: end)
    }

    /// The connection goes on as something else.
    func leave() {
        end.succeed()
    }

    var closeFuture: EventLoopFuture<Void> { end.futureResult }
    var allocator: ByteBufferAllocator { connection.allocator }
    var pipeline: ChannelPipeline { connection.pipeline }
    var localAddress: SocketAddress? { connection.localAddress }
    var remoteAddress: SocketAddress? { connection.remoteAddress }
    var parent: (any Channel)? { connection.parent }
    var isWritable: Bool { connection.isWritable }
    var isActive: Bool { connection.isActive }
    var eventLoop: any EventLoop { connection.eventLoop }
    var _channelCore: any ChannelCore { connection._channelCore }
    var syncOptions: (any NIOSynchronousChannelOptions)? { connection.syncOptions }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        connection.setOption(option, value: value)
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        connection.getOption(option)
    }
}
