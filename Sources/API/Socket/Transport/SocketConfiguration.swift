package import Domain

/// How sockets are kept, and what one may cost.
package struct SocketConfiguration: Sendable {
    /// How often a socket is asked whether it is still there.
    package var pingInterval: Duration = .seconds(30)
    /// How long the answer may take.
    package var pingTimeout: Duration = .seconds(5)
    /// How long the other side may take to agree to the end, and to hang up.
    package var closeTimeout: Duration = .seconds(5)
    /// How long a message may take from its first byte to its last.
    package var messageTimeout: Duration = .seconds(30)
    /// The most sockets held at once on this node.
    package var maxConnections = 10_000
    /// The most sockets of one caller: a member of staff or a service.
    package var maxConnectionsPerCaller = 200
    /// The most sockets of one guest: a page each, in a few windows and on a telephone.
    package var maxConnectionsPerGuest = 5
    /// The most sockets from one address. Loopback does not count: a proxy on this machine speaks for everybody.
    package var maxConnectionsPerAddress = 1_000
    /// The largest message of a client, in bytes.
    package var maxMessageBytes = 64 << 10
    /// The most pieces a message may come in.
    package var maxFragments = 1_024
    /// How many bytes may wait for one reader before it is too slow.
    package var maxWaitingBytes = 256 << 10
    /// How many messages of one socket may be worked on at once; beyond that nothing more is read from it.
    package var maxUnansweredMessages = 8
    /// The most subscriptions of one socket.
    package var maxSubscriptions = 100
    /// How many frames a client may send: 50 a second, and 200 at once, so that whoever comes back can subscribe again.
    package var frameRate = RateLimit(maxRequests: 200, windowMs: 4_000)
    /// Addresses of web pages that may open a socket, such as `https://desk.example`; nil lets any. The server's own
    /// address always may.
    package var allowedOrigins: Set<String>?

    /// Makes the default configuration.
    package init() {}
}
