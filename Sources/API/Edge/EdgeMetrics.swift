import CoreMetrics
import Synchronization

/// What the edge measures. Series are made once and kept: making one costs more than counting a thousand.
final class EdgeMetrics: Sendable {
    private struct Key: Hashable {
        var method: String
        var route: String
        var status: Int
    }

    private let factory: any MetricsFactory
    private let inFlight: Meter
    private let requests = Mutex<[Key: Counter]>([:])
    private let times = Mutex<[String: Timer]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
        inFlight = Meter(label: "gateway_http_requests_in_flight", dimensions: [], factory: factory)
    }

    /// A request came in.
    func began() {
        inFlight.increment(by: 1)
    }

    /// A request was answered. `route` is a pattern of ours, never what the caller asked for.
    func ended(method: String, route: String, status: Int, elapsed: Duration) {
        inFlight.decrement(by: 1)
        // Methods are the caller's to invent; those without a route would make a series each.
        let key = Key(method: route == "unknown" ? "any" : method, route: route, status: status)
        counter(key).increment()
        timer(route).recordNanoseconds(elapsed.nanoseconds)
    }

    private func counter(_ key: Key) -> Counter {
        requests.withLock { known in
            if let counter = known[key] { return counter }
            let counter = Counter(
                label: "gateway_http_requests_total",
                dimensions: [("method", key.method), ("route", key.route), ("status", "\(key.status)")],
                factory: factory
            )
            known[key] = counter
            return counter
        }
    }

    private func timer(_ route: String) -> Timer {
        times.withLock { known in
            if let timer = known[route] { return timer }
            let timer = Timer(
                label: "gateway_http_request_seconds",
                dimensions: [("route", route)],
                preferredDisplayUnit: .seconds,
                factory: factory
            )
            known[route] = timer
            return timer
        }
    }
}

extension Duration {
    /// Whole nanoseconds.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
