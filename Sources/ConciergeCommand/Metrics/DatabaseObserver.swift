import CoreMetrics
import Logging
import Postgres
import Synchronization

/// Counts and logs what the database client reports.
final class DatabaseObserver: PostgresObserver {
    private let factory: any MetricsFactory
    private let logger: Logger
    private let timers = Mutex<[String: Timer]>([:])

    init(factory: any MetricsFactory, logger: Logger) {
        self.factory = factory
        self.logger = logger
    }

    func observe(_ event: PostgresEvent) {
        switch event {
        case .connected(let backend, let elapsed):
            logger.debug("connected to the database", metadata: ["backend": "\(backend)", "elapsed": "\(elapsed)"])
        case .connectFailed(let error, let retryAfter):
            logger.warning(
                "the database cannot be reached",
                metadata: ["error": "\(error)", "retryAfter": "\(retryAfter)"]
            )
        case .connectionLost(let error):
            logger.warning("a database connection was lost", metadata: ["error": "\(error)"])
        case .leaseTimedOut(let waited):
            logger.warning("no database connection came free in time", metadata: ["waited": "\(waited)"])
        case .statementFinished(let label, _, let elapsed, let error):
            timer(label).recordNanoseconds(
                elapsed.components.seconds * 1_000_000_000 + elapsed.components.attoseconds / 1_000_000_000
            )
            if let error { count(error, label) }
        }
    }

    private func timer(_ label: String) -> Timer {
        timers.withLock { known in
            if let timer = known[label] { return timer }
            let timer = Timer(
                label: "gateway_database_seconds",
                dimensions: [("statement", label)],
                preferredDisplayUnit: .seconds,
                factory: factory
            )
            known[label] = timer
            return timer
        }
    }

    private func count(_ error: any Error, _ label: String) {
        let state = (error as? PostgresError)?.sqlState?.rawValue ?? "none"
        Counter(
            label: "gateway_database_errors_total",
            dimensions: [("statement", label), ("sqlstate", state)],
            factory: factory
        ).increment()
    }
}
