package import AsyncHTTPClient
import NIOCore

extension HTTPClient.Configuration {
    /// How a client that speaks to providers must behave.
    ///
    /// It follows no redirects, for a message posted twice is a message doubled. It does not keep trying to connect,
    /// for that is the delivery's own backoff; and it gives up idle connections before providers do, for a request
    /// written to a connection that is just being closed has an unknown outcome.
    package static var providers: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: Timeout(connect: .seconds(5), read: .seconds(30))
        )
        configuration.connectionPool.idleTimeout = .seconds(20)
        configuration.connectionPool.retryConnectionEstablishment = false
        // Eighty messages a second at half a second each, with room.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return configuration
    }
}
