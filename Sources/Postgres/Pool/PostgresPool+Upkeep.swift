extension PostgresPool {
    /// Looks after idle connections until the task is cancelled or the pool shut down. Optional: without it the pool
    /// still connects on demand, but the first caller after a silent failure pays for finding out.
    package func run() async {
        let clock = ContinuousClock()
        while !Task.isCancelled, !shared.withLock({ $0.state.isClosed }) {
            await checkIdleConnections()
            do {
                try await clock.sleep(for: poolConfiguration.healthCheckInterval)
            } catch {
                // Cancelled: that is how this ends.
                return
            }
        }
    }

    /// Asks each connection that has been idle for an interval to answer; those that do not are closed.
    func checkIdleConnections() async {
        let limit = ContinuousClock.now - poolConfiguration.healthCheckInterval
        while !Task.isCancelled {
            let found = shared.withLock { shared -> Lease? in
                guard let id = shared.state.leaseIdle(since: limit), let connection = shared.connections[id] else {
                    return nil
                }
                return Lease(id: id, connection: connection)
            }
            guard let found else { return }
            do {
                _ = try await found.connection.perform([SQL.healthCheck], shielded: true)
                release(found.id, isUsable: true)
            } catch {
                // Reported by the connection itself, as `connectionLost`.
                release(found.id, isUsable: false)
            }
        }
    }

    /// Refuses new callers, waits for leased connections up to the configured grace, then cancels what they run.
    ///
    /// Returns when every connection has been given back and is being closed, or soon after the grace has passed.
    package func shutdown() async {
        handle(.shutdown)
        let overdue = Task.detached { [self] in
            try await ContinuousClock().sleep(for: poolConfiguration.shutdownGrace)
            for connection in shared.withLock({ Array($0.connections.values) }) {
                connection.cancelSwitch.request(.shutdown)
            }
            try await ContinuousClock().sleep(for: configuration.cancelGrace)
            release()
        }
        await withCheckedContinuation { continuation in
            let isFinished = shared.withLock { shared in
                if !shared.isFinished { shared.finished.append(continuation) }
                return shared.isFinished
            }
            if isFinished { continuation.resume() }
        }
        overdue.cancel()
    }

    /// Lets those who wait for the end go: somebody holds a connection without running anything.
    private func release() {
        let waiting = shared.withLock { shared in
            defer { shared.finished = [] }
            return shared.finished
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension SQL {
    static let rollback: SQL = SQL("ROLLBACK").named("rollback")
    static let commit: SQL = SQL("COMMIT").named("commit")
    static let healthCheck: SQL = SQL("SELECT 1").named("health check")
}
