package import NIOCore

/// A socket as other tasks may hold it: what they want done to it is done on its event loop.
package struct SocketHandle: Sendable {
    /// Where the socket lives.
    package let eventLoop: any EventLoop
    private let socket: NIOLoopBound<SocketConnection>

    init(_ socket: SocketConnection, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.socket = NIOLoopBound(socket, eventLoop: eventLoop)
    }

    /// Does something to the socket on its event loop, soon. A socket that is closed by then takes it and sends nothing.
    package func perform(_ body: @escaping @Sendable (SocketConnection) -> Void) {
        eventLoop.execute { body(socket.value) }
    }
}
