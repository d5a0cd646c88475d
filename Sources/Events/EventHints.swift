package import Domain
import Logging
import Postgres
import Synchronization

/// Says that something changed at a hotel: to this node at once, to the others by NOTIFY, from a connection that does
/// nothing else. A hint that is lost costs the others one poll floor.
package final class EventHints: Sendable {
    private let hub: EventHub
    private let node: String
    private let interval: Duration
    private let metrics: EventMetrics
    private let logger: Logger
    private let pending = Mutex<Set<PropertyID>>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(hub: EventHub, node: String, interval: Duration, metrics: EventMetrics, logger: Logger) {
        self.hub = hub
        self.node = node
        self.interval = interval
        self.metrics = metrics
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something was committed at a hotel. Returns at once; call it from anywhere, after the commit.
    package func changed(_ property: PropertyID) {
        if hub.wake(property) { metrics.hinted(here: true) }
        let isFirst = pending.withLock { pending in
            defer { pending.insert(property) }
            return pending.isEmpty
        }
        if isFirst { signal.yield() }
    }

    /// Notifies the other nodes until the task is cancelled.
    func send(through configuration: PostgresConfiguration) async {
        var own = configuration
        // A hint is worth no wait for the disk.
        own.options["synchronous_commit"] = "off"
        let connection = PostgresPool(own, pool: PoolConfiguration(size: 1, waitDeadline: .seconds(1)))
        var failures = 0
        for await _ in signals {
            guard !Task.isCancelled else { break }
            let properties = pending.withLock { pending in
                defer { pending = [] }
                return Array(pending)
            }
            do {
                let texts = HintPayload(node: node, properties: properties).texts
                _ = try await connection.query(
                    SQL("SELECT pg_notify(\(HintPayload.channel), payload) FROM unnest(\(texts)) AS payload").named(
                        "events.hint"
                    )
                )
                failures = 0
            } catch {
                failures += 1
                if failures == 1, !Task.isCancelled {
                    logger.warning("other nodes cannot be notified", metadata: ["error": "\(error)"])
                }
            }
            // Whatever comes meanwhile goes together. Ends early only when cancelled.
            try? await Task.sleep(for: interval)
        }
        await connection.shutdown()
    }

    /// Hears the other nodes until the task is cancelled.
    func listen(through configuration: PostgresConfiguration) async {
        await PostgresListener(configuration, channels: [HintPayload.channel]).run { event in
            switch event {
            case .listening:
                // Whatever was said before is lost.
                hub.wakeAll()
            case .notification(_, let text, _):
                guard let payload = HintPayload(text), payload.node != node else { return }
                for property in payload.properties where hub.wake(property) { metrics.hinted(here: false) }
            case .lost(let error):
                logger.debug("other nodes are not heard for now", metadata: ["error": "\(error)"])
            }
        }
    }
}
