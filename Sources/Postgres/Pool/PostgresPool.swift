import Synchronization

/// A fixed number of connections, lent to callers first come, first served.
package final class PostgresPool: PostgresExecutor {
    typealias ConnectionID = PoolState.ConnectionID

    struct Shared {
        var state: PoolState
        var connections: [ConnectionID: PostgresConnection] = [:]
        var waiting: [PoolState.WaiterID: CheckedContinuation<ConnectionID, any Error>] = [:]
        var nextWaiter = 0
        var finished: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
    }

    /// A connection in one caller's hands.
    struct Lease: Sendable {
        let id: ConnectionID
        let connection: PostgresConnection
    }

    let configuration: PostgresConfiguration
    let poolConfiguration: PoolConfiguration
    let observer: (any PostgresObserver)?
    let shared: Guarded<Shared>
    private let queries = Atomic(0)
    private let alarm = Guarded<Alarm?>(nil)

    /// Makes a pool. Nothing is opened before it is needed.
    package init(
        _ configuration: PostgresConfiguration,
        pool: PoolConfiguration = PoolConfiguration(),
        observer: (any PostgresObserver)? = nil
    ) {
        self.configuration = configuration
        self.poolConfiguration = pool
        self.observer = observer
        shared = Guarded(Shared(state: PoolState(pool)))
    }

    package func query(_ sql: SQL) async throws -> Rows {
        try await withLease { try await $0.query(sql) }
    }

    package func pipeline(_ statements: [SQL]) async throws -> [Rows] {
        guard !statements.isEmpty else { return [] }
        return try await withLease { try await $0.pipeline(statements) }
    }

    /// Lends a connection for the time of `body`. A transaction left open is rolled back before anyone else gets it.
    package func withConnection<Result>(
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await withLease(body)
    }

    /// What the pool holds and has done.
    package var statistics: PoolStatistics {
        var statistics = shared.withLock { $0.state.statistics }
        statistics.queries = queries.load(ordering: .relaxed)
        return statistics
    }

    private func withLease<Result>(_ body: (PostgresConnection) async throws -> Result) async throws -> Result {
        let lease = try await lease()
        queries.wrappingAdd(1, ordering: .relaxed)
        do {
            let result = try await body(lease.connection)
            await giveBack(lease)
            return result
        } catch {
            await giveBack(lease)
            throw error
        }
    }

    /// Lends a connection that looks alive.
    private func lease() async throws -> Lease {
        while true {
            let now = ContinuousClock.now
            let free = shared.withLock { shared -> (lease: Lease, mustLook: Bool)? in
                guard let (id, since) = shared.state.leaseAtOnce(now: now), let found = shared.connections[id] else {
                    return nil
                }
                let isSuspect = shared.state.lastLoss.map { since <= $0 } ?? false
                return (Lease(id: id, connection: found), isSuspect || now - since > PostgresPool.trustedIdleTime)
            }
            guard let free else { return try await waitForLease() }
            guard free.mustLook, await !free.lease.connection.looksAlive() else { return free.lease }
            release(free.lease.id, isUsable: false)
        }
    }

    private func waitForLease() async throws -> Lease {
        let waiter = shared.withLock { shared in
            shared.nextWaiter += 1
            return shared.nextWaiter
        }
        let id = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let actions = shared.withLock { shared -> [PoolState.Action] in
                    shared.waiting[waiter] = continuation
                    // The cancellation handler takes the same lock: it comes either before this look or after.
                    guard !Task.isCancelled else { return [.refuse(waiter, .cancelled)] }
                    return shared.state.handle(.lease(waiter), now: .now)
                }
                perform(actions)
            }
        } onCancel: {
            handle(.cancel(waiter))
        }
        // Fetched under the lock: so the thread sanitizer, too, sees that the connection changed hands in order.
        guard let connection = shared.withLock({ $0.connections[id] }) else {
            release(id, isUsable: false)
            throw PostgresError(.connectionLost, "the connection is gone")
        }
        return Lease(id: id, connection: connection)
    }

    /// Takes a connection back, clean.
    private func giveBack(_ lease: Lease) async {
        if lease.connection.condition.load(ordering: .acquiring) == .inTransaction {
            // Not swallowed: a connection that cannot roll back is not usable, and closing it rolls back.
            _ = try? await lease.connection.perform([SQL.rollback], shielded: true)
        }
        release(lease.id, isUsable: lease.connection.condition.load(ordering: .acquiring) == .clean)
    }

    /// An idle connection younger than this is handed out without a look at its socket.
    private static let trustedIdleTime: Duration = .milliseconds(100)
}

extension PostgresPool {
    func release(_ id: ConnectionID, isUsable: Bool) {
        handle(.release(id, isUsable: isUsable))
    }

    func handle(_ event: PoolState.Event) {
        perform(shared.withLock { $0.state.handle(event, now: .now) })
    }

    func perform(_ actions: [PoolState.Action]) {
        for action in actions {
            switch action {
            case .grant(let waiter, let id): grant(waiter, id)
            case .refuse(let waiter, let refusal): refuse(waiter, refusal)
            case .connect(let id): connect(id)
            case .close(let id): close(id)
            case .setAlarm: moveAlarm()
            case .finished: finish()
            }
        }
    }

    private func grant(_ waiter: PoolState.WaiterID, _ id: ConnectionID) {
        guard let continuation = shared.withLock({ $0.waiting.removeValue(forKey: waiter) }) else {
            return release(id, isUsable: true)
        }
        continuation.resume(returning: id)
    }

    private func refuse(_ waiter: PoolState.WaiterID, _ refusal: PoolState.Refusal) {
        let continuation = shared.withLock { $0.waiting.removeValue(forKey: waiter) }
        if case .timedOut(let waited) = refusal { observer?.observe(.leaseTimedOut(waited: waited)) }
        continuation?.resume(throwing: refusal.error)
    }

    private func connect(_ id: ConnectionID) {
        Task.detached { [self] in
            do {
                let connection = try await PostgresConnection.connect(configuration, observer: observer)
                shared.withLock { $0.connections[id] = connection }
                handle(.connected(id))
            } catch {
                let error = error as? PostgresError ?? PostgresError(.connectFailed, "\(error)")
                handle(.connectFailed(id, error, jitter: .random(in: 0..<1)))
                let pause = shared.withLock { $0.state.pause(until: .now) }
                observer?.observe(.connectFailed(error, retryAfter: pause))
            }
        }
    }

    private func close(_ id: ConnectionID) {
        guard let connection = shared.withLock({ $0.connections.removeValue(forKey: id) }) else { return }
        Task.detached { await connection.close() }
    }

    private func moveAlarm() {
        do {
            try alarm.withLock { alarm in
                let made = try alarm ?? Alarm(reactor: try Reactor.shared()) { [weak self] in self?.handle(.tick) }
                alarm = made
                // Read here, not taken from the action: two threads may perform their actions in the other order.
                made.set(shared.withLock { $0.state.alarm })
            }
        } catch {
            // Without a reactor no connection can be opened either: callers must not wait for one.
            let error = error as? PostgresError ?? PostgresError(.system, "\(error)")
            let stranded = shared.withLock { shared in
                defer { shared.waiting = [:] }
                return Array(shared.waiting.values)
            }
            for continuation in stranded { continuation.resume(throwing: error) }
        }
    }

    private func finish() {
        let finished = shared.withLock { shared in
            shared.isFinished = true
            defer { shared.finished = [] }
            return shared.finished
        }
        for continuation in finished { continuation.resume() }
    }
}

extension PoolState.Refusal {
    var error: any Error {
        switch self {
        case .cancelled: CancellationError()
        case .closed: PostgresError(.poolClosed, "the pool is shut down")
        case .tooManyWaiting: PostgresError(.poolExhausted, "too many callers wait for a connection already")
        case .timedOut(let waited): PostgresError(.poolExhausted, "no connection became free within \(waited)")
        case .unreachable(let message): PostgresError(.connectFailed, message)
        }
    }
}
