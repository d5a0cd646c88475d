/// Where the edge listens and what it puts up with.
package struct EdgeConfiguration: Sendable {
    /// The address to listen on.
    package var host: String
    /// The port; 0 takes any free one.
    package var port: Int
    /// The largest body of a webhook, in bytes.
    package var maxBodyBytes = 3 << 20
    /// The largest head of a request, in bytes.
    package var maxHeaderBytes = 32 << 10
    /// How long a request may take to arrive whole.
    package var requestTimeout: Duration = .seconds(30)
    /// How long a connection may be silent.
    package var idleTimeout: Duration = .seconds(75)
    /// The most connections held at once; further ones wait in the listen queue.
    package var maxConnections = 10_000
    /// Who may read `/metrics` here.
    package var metrics: MetricsAccess = .loopback

    /// Makes the default configuration.
    package init(host: String = "127.0.0.1", port: Int = 0) {
        self.host = host
        self.port = port
    }
}

/// Who may read the metrics and the details of readiness.
package enum MetricsAccess: Sendable, Equatable {
    /// Whoever shows this bearer token.
    case token(String)
    /// Callers on this machine that forward for nobody.
    case loopback
    /// Nobody here: they are served on a port of their own.
    case elsewhere
    /// Everybody who reaches this port.
    case open
}
