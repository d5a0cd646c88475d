/// What a listener tells.
package enum ListenerEvent: Sendable {
    /// All channels are listened to. After a loss (`reconnected`) notifications may have been missed: look at the tables.
    case listening(reconnected: Bool)
    /// Somebody notified a channel; `pid` is the notifying server process.
    case notification(channel: String, payload: String, pid: Int32)
    /// The connection is gone or could not be made; the listener tries again by itself.
    case lost(PostgresError)
}

/// Listens to channels on a connection of its own, through every loss.
package final class PostgresListener: Sendable {
    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let heartbeat: Duration
    private let backoff: Backoff

    /// Makes a listener. After each `heartbeat` of silence the server is asked to answer, so that a connection that died
    /// silently is noticed within `heartbeat` and the configuration's client timeout.
    package init(
        _ configuration: PostgresConfiguration,
        channels: [String],
        heartbeat: Duration = .seconds(10),
        backoff: Backoff = Backoff()
    ) {
        self.configuration = configuration
        self.channels = channels
        self.heartbeat = heartbeat
        self.backoff = backoff
    }

    /// Listens until the task is cancelled. Events come one after the other: the next waits until `handler` returns.
    package func run(_ handler: (ListenerEvent) async -> Void) async {
        var failures = 0
        var hasListened = false
        while !Task.isCancelled {
            do {
                let connection = try await PostgresConnection.connect(configuration)
                do {
                    _ = try await connection.pipeline(channels.map { "LISTEN \(identifier: $0)" })
                    await handler(.listening(reconnected: hasListened))
                    hasListened = true
                    failures = 0
                    try await listen(on: connection, handler)
                } catch {
                    await connection.close()
                    throw error
                }
            } catch {
                guard !Task.isCancelled else { return }
                failures += 1
                await handler(.lost(error as? PostgresError ?? PostgresError(.connectionLost, "\(error)")))
                let pause = backoff.delay(failures: failures, jitter: .random(in: 0..<1))
                do { try await ContinuousClock().sleep(for: pause) } catch { return }
            }
        }
    }

    /// Hands on notifications until the connection breaks (throws) or the task is cancelled (throws).
    private func listen(on connection: PostgresConnection, _ handler: (ListenerEvent) async -> Void) async throws {
        while true {
            let notifications = try await connection.notifications(within: heartbeat)
            for (channel, payload, pid) in notifications {
                await handler(.notification(channel: channel, payload: payload, pid: pid))
            }
            if notifications.isEmpty { _ = try await connection.query(SQL("SELECT 1").named("listener heartbeat")) }
        }
    }
}
