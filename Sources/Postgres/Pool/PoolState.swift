/// The pool's rules as a value: events in, actions out. Knows no socket, no clock and no dice.
struct PoolState {
    typealias Instant = ContinuousClock.Instant
    typealias ConnectionID = Int
    typealias WaiterID = Int

    /// Something that happened.
    enum Event {
        case lease(WaiterID)
        case cancel(WaiterID)
        case connected(ConnectionID)
        /// `jitter` is a random number in 0..<1.
        case connectFailed(ConnectionID, PostgresError, jitter: Double)
        case release(ConnectionID, isUsable: Bool)
        /// The alarm rang.
        case tick
        case shutdown
    }

    /// Something to do.
    enum Action: Equatable {
        case connect(ConnectionID)
        case grant(WaiterID, ConnectionID)
        case refuse(WaiterID, Refusal)
        case close(ConnectionID)
        /// The time of the next `tick` has changed, see `alarm`.
        case setAlarm
        /// The last connection of a pool that was shut down is gone.
        case finished
    }

    /// Why a caller gets no connection.
    enum Refusal: Equatable {
        case cancelled, closed, tooManyWaiting
        case timedOut(waited: Duration)
        /// Nobody answered; the text says what the last attempt met.
        case unreachable(String)
    }

    private enum Slot {
        case connecting, idle(since: Instant), leased
    }

    let configuration: PoolConfiguration
    private var slots: [ConnectionID: Slot] = [:]
    /// Free connections; the one used last is used next, so that a quiet pool's others can be seen to be idle.
    private var free: [ConnectionID] = []
    private var waiters = WaiterQueue<Instant>()
    private var nextConnection = 0
    private var failures = 0
    private var lastFailure: PostgresError?
    private var notBefore: Instant?
    /// When the next `tick` is wanted.
    private(set) var alarm: Instant?
    private(set) var isClosed = false
    private(set) var totals = PoolStatistics()
    /// When a connection last broke: those idle since before then are suspect.
    private(set) var lastLoss: Instant?

    init(_ configuration: PoolConfiguration) {
        self.configuration = configuration
    }

    /// How long the pause after the last failed attempt is.
    func pause(until now: Instant) -> Duration { notBefore.map { $0 - now } ?? .zero }

    var statistics: PoolStatistics {
        var result = totals
        result.idle = free.count
        result.connecting = connectingCount
        result.leased = slots.count - free.count - result.connecting
        result.waiting = waiters.count
        return result
    }

    /// A free connection at once, if nobody waits; the usual way, without actions.
    mutating func leaseAtOnce(now: Instant) -> (id: ConnectionID, idleSince: Instant)? {
        guard !isClosed, waiters.count == 0, let id = free.popLast(), case .idle(let since)? = slots[id] else {
            return nil
        }
        slots[id] = .leased
        totals.leases += 1
        return (id, since)
    }

    /// A connection that has been idle since before `limit`, for a health check.
    mutating func leaseIdle(since limit: Instant) -> ConnectionID? {
        guard !isClosed else { return nil }
        let found = free.firstIndex { id in
            if case .idle(let since)? = slots[id] { since <= limit } else { false }
        }
        guard let found else { return nil }
        let id = free.remove(at: found)
        slots[id] = .leased
        return id
    }

    /// Takes one event and answers with what is to be done, in order.
    mutating func handle(_ event: Event, now: Instant) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .lease(let waiter): lease(waiter, now, &actions)
        case .cancel(let waiter):
            if waiters.remove(waiter) != nil { actions.append(.refuse(waiter, .cancelled)) }
        case .connected(let id):
            totals.connects += 1
            if failures > 0 || totals.losses > totals.reconnects { totals.reconnects += 1 }
            failures = 0
            lastFailure = nil
            notBefore = nil
            makeAvailable(id, now, &actions)
        case .connectFailed(let id, let error, let jitter):
            slots[id] = nil
            totals.connectFailures += 1
            failures += 1
            lastFailure = error
            notBefore = now + configuration.backoff.delay(failures: failures, jitter: jitter)
        case .release(let id, true):
            makeAvailable(id, now, &actions)
        case .release(let id, false):
            slots[id] = nil
            totals.losses += 1
            lastLoss = now
            actions.append(.close(id))
        case .tick:
            alarm = nil
            expire(now, &actions)
        case .shutdown:
            shutdown(&actions)
        }
        connectAsNeeded(now, &actions)
        moveAlarm(&actions)
        if isClosed, slots.isEmpty { actions.append(.finished) }
        return actions
    }

    private var connectingCount: Int {
        slots.values.count { if case .connecting = $0 { true } else { false } }
    }

    private mutating func lease(_ waiter: WaiterID, _ now: Instant, _ actions: inout [Action]) {
        if isClosed {
            actions.append(.refuse(waiter, .closed))
        } else if let (id, _) = leaseAtOnce(now: now) {
            actions.append(.grant(waiter, id))
        } else if waiters.count >= configuration.maxWaiters {
            actions.append(.refuse(waiter, .tooManyWaiting))
        } else {
            totals.waits += 1
            waiters.append(waiter, deadline: now + configuration.waitDeadline)
        }
    }

    private mutating func makeAvailable(_ id: ConnectionID, _ now: Instant, _ actions: inout [Action]) {
        if isClosed {
            slots[id] = nil
            actions.append(.close(id))
        } else if let waiter = waiters.popFirst() {
            slots[id] = .leased
            totals.leases += 1
            actions.append(.grant(waiter, id))
        } else {
            slots[id] = .idle(since: now)
            free.append(id)
        }
    }

    private mutating func expire(_ now: Instant, _ actions: inout [Action]) {
        while let deadline = waiters.firstDeadline, deadline <= now, let waiter = waiters.popFirst() {
            totals.timeouts += 1
            if slots.count == connectingCount {
                let reason = lastFailure?.message ?? "no server answered within \(configuration.waitDeadline)"
                actions.append(.refuse(waiter, .unreachable(reason)))
            } else {
                let waited = now - deadline + configuration.waitDeadline
                actions.append(.refuse(waiter, .timedOut(waited: waited)))
            }
        }
    }

    private mutating func shutdown(_ actions: inout [Action]) {
        isClosed = true
        while let waiter = waiters.popFirst() { actions.append(.refuse(waiter, .closed)) }
        for id in free {
            slots[id] = nil
            actions.append(.close(id))
        }
        free = []
    }

    /// Opens a connection for each waiter there is room for; after a failure one at a time, after a pause.
    private mutating func connectAsNeeded(_ now: Instant, _ actions: inout [Action]) {
        guard !isClosed, waiters.count > 0, slots.count < configuration.size else { return }
        if let notBefore, now < notBefore { return }
        var connecting = connectingCount
        let most = failures > 0 ? 1 : waiters.count
        while connecting < most, slots.count < configuration.size {
            nextConnection += 1
            connecting += 1
            slots[nextConnection] = .connecting
            actions.append(.connect(nextConnection))
        }
    }

    private mutating func moveAlarm(_ actions: inout [Action]) {
        // A cancelled first waiter may leave the alarm early, which is harmless; late it must never be.
        var wanted = waiters.firstDeadline
        if let first = wanted, let notBefore, slots.count < configuration.size, connectingCount == 0 {
            wanted = min(first, notBefore)
        }
        guard wanted != alarm else { return }
        alarm = wanted
        actions.append(.setAlarm)
    }
}
