/// What a pool holds and has done, at one moment.
package struct PoolStatistics: Hashable, Sendable {
    /// Connections open and free.
    package var idle = 0
    /// Connections in use.
    package var leased = 0
    /// Connections being opened.
    package var connecting = 0
    /// Callers waiting for a connection.
    package var waiting = 0
    /// Connections handed out, in total.
    package var leases = 0
    /// Callers that had to wait, in total.
    package var waits = 0
    /// Callers that waited in vain, in total.
    package var timeouts = 0
    /// Connections opened, in total.
    package var connects = 0
    /// Attempts to connect that failed, in total.
    package var connectFailures = 0
    /// Connections that broke, in total.
    package var losses = 0

    /// Connections that had to be replaced, in total: those opened after a loss or a failure.
    package var reconnects = 0
    /// Round trips run through the pool, in total.
    package var queries = 0
}
