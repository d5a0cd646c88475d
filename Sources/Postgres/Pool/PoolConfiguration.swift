/// How many connections, and how patient.
package struct PoolConfiguration: Sendable {
    /// The most connections open at once.
    package var size = 8
    /// How long a caller waits for a connection before `poolExhausted` (or `connectFailed`, when no server answers).
    package var waitDeadline: Duration = .seconds(5)
    /// How many callers may wait; more are refused at once.
    package var maxWaiters = 10_000
    /// How often `run` asks idle connections whether they still work.
    package var healthCheckInterval: Duration = .seconds(15)
    /// The first and the longest pause between attempts to connect; each is shortened by a random part up to half.
    package var backoff = Backoff()
    /// How long `shutdown` lets leased connections finish before it cancels what they run.
    package var shutdownGrace: Duration = .seconds(10)

    /// Makes the default configuration.
    package init(size: Int = 8, waitDeadline: Duration = .seconds(5)) {
        self.size = size
        self.waitDeadline = waitDeadline
    }
}

/// Pauses that double up to a limit, with jitter so that many clients do not return in step.
package struct Backoff: Sendable, Hashable {
    /// The first pause.
    package var minimum: Duration
    /// The longest pause.
    package var maximum: Duration

    /// Makes a backoff.
    package init(minimum: Duration = .milliseconds(50), maximum: Duration = .seconds(2)) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The pause after `failures` failures in a row (from 1). `jitter` is a random number in 0..<1.
    package func delay(failures: Int, jitter: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), 30)
        let full = min(maximum, minimum * (1 << doublings))
        return full * (1 - jitter / 2)
    }
}
