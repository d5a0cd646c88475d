import CoreMetrics
import Postgres
import ServiceLifecycle
import Store

/// Reads what is not counted where it happens: the state of the pools.
struct GaugeSampler<SamplingClock: Clock>: Service where SamplingClock.Duration == Duration {
    private let database: Database
    private let factory: any MetricsFactory
    private let clock: SamplingClock
    private let interval: Duration

    init(
        database: Database,
        factory: any MetricsFactory,
        clock: SamplingClock = ContinuousClock(),
        interval: Duration = .seconds(5)
    ) {
        self.database = database
        self.factory = factory
        self.clock = clock
        self.interval = interval
    }

    func run() async throws {
        let pools = [PoolGauges("router", database.router, factory), PoolGauges("api", database.api, factory)]
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for pool in pools { pool.sample() }
                // Ends early only when cancelled, and then the loop ends too.
                try? await clock.sleep(for: interval)
            }
        }
    }
}

/// One pool's gauges.
private struct PoolGauges: Sendable {
    private let pool: PostgresPool
    private let idle: Meter
    private let leased: Meter
    private let connecting: Meter
    private let waiting: Meter
    private let timeouts: Meter
    private let reconnects: Meter

    init(_ name: String, _ pool: PostgresPool, _ factory: any MetricsFactory) {
        func connections(_ state: String) -> Meter {
            Meter(
                label: "gateway_pool_connections",
                dimensions: [("pool", name), ("state", state)],
                factory: factory
            )
        }
        func own(_ label: String) -> Meter { Meter(label: label, dimensions: [("pool", name)], factory: factory) }
        self.pool = pool
        idle = connections("idle")
        leased = connections("leased")
        connecting = connections("connecting")
        waiting = own("gateway_pool_waiting")
        timeouts = own("gateway_pool_timeouts")
        reconnects = own("gateway_pool_reconnects")
    }

    func sample() {
        let now = pool.statistics
        idle.set(now.idle)
        leased.set(now.leased)
        connecting.set(now.connecting)
        waiting.set(now.waiting)
        timeouts.set(now.timeouts)
        reconnects.set(now.reconnects)
    }
}
