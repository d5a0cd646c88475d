import API
import CoreMetrics
import Logging
import Synchronization

/// The process's one registry of metrics and its one way of logging.
enum Telemetry {
    private static let registry = PrometheusRegistry()
    private static let isStarted = Mutex(false)

    /// Makes both the process's own, once; a later call only hands out the registry.
    static func start(level: Settings.LogLevel) -> PrometheusRegistry {
        isStarted.withLock { isStarted in
            guard !isStarted else { return }
            isStarted = true
            MetricsSystem.bootstrap(registry)
            let level = Logger.Level(rawValue: level.rawValue) ?? .info
            LoggingSystem.bootstrap { label in JSONLogHandler(label: label, sink: .standardError, level: level) }
        }
        return registry
    }
}
