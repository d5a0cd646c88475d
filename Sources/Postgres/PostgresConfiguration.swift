/// How to reach a server and what to tell it when a session begins.
package struct PostgresConfiguration: Sendable {
    /// A URL or a keyword string; it may name several hosts, tried in order.
    package var connectionString: String
    /// Settings of every session, for example `["role": "concierge_router", "lock_timeout": "200"]`.
    package var options: [String: String] = [:]
    /// The name the server shows for our sessions, unless the connection string gives one.
    package var applicationName = "concierge"
    /// How long one host may take to let us in; whole seconds, at least 2 (libpq's own floor).
    package var connectTimeout: Duration = .seconds(5)
    /// How long the server lets one statement run; nil leaves it to the server's own setting.
    package var statementTimeout: Duration?
    /// How long we wait for one round trip: then the statement is cancelled and, if silence goes on, the connection dropped.
    package var clientTimeout: Duration = .seconds(30)
    /// How long a cancelled statement may take to end before the connection is dropped.
    package var cancelGrace: Duration = .seconds(5)
    /// How many prepared statements one connection keeps.
    package var statementCacheSize = 256

    /// Takes a URL or keyword string; whether it can be read shows when connecting.
    package init(_ connectionString: String) {
        self.connectionString = connectionString
    }
}
