/// What a pool, a connection or a listener reports about itself.
package enum PostgresEvent: Sendable {
    /// A connection was opened; how long that took.
    case connected(backendPID: Int32, elapsed: Duration)
    /// No connection could be opened; the next attempt waits this long.
    case connectFailed(PostgresError, retryAfter: Duration)
    /// A connection broke or was found dead.
    case connectionLost(PostgresError)
    /// A caller got no connection within the waiting deadline.
    case leaseTimedOut(waited: Duration)
    /// A round trip ended: the first statement's label, how many statements, the time it took, the error if any.
    case statementFinished(label: String, statements: Int, elapsed: Duration, error: (any Error)?)
}

/// Receives reports. Called on the thread at hand: must be quick and must not block.
package protocol PostgresObserver: Sendable {
    /// Takes one report.
    func observe(_ event: PostgresEvent)
}
