package import NIOCore

/// What a socket is for. Everything happens on the socket's event loop, and must be quick: longer work goes to a task
/// that comes back through ``SocketHandle``.
package protocol SocketSession: AnyObject {
    /// What became of a message.
    typealias Handling = SocketHandling

    /// The socket is open: the first moment anything can be sent.
    func opened(_ socket: SocketConnection)
    /// A message arrived.
    func received(_ message: [UInt8], on socket: SocketConnection) -> Handling
    /// Too much waits for this reader: the last frame it gets before the end. Nothing else is sent any more.
    func farewell(of socket: SocketConnection) -> ByteBuffer?
    /// The socket is gone.
    func closed(_ socket: SocketConnection)
}

/// What became of a client's message.
package enum SocketHandling: Sendable {
    /// It is done with.
    case done
    /// It is being worked on; ``SocketConnection/finished()`` will be called once.
    case working
}
