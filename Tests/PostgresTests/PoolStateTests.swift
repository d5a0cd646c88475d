import Testing

@testable import Postgres

@Suite
struct PoolStateTests {
    private let start = ContinuousClock.now
    private let failure = PostgresError(.connectFailed, "refused")

    private func state(size: Int = 2, wait: Duration = .seconds(5)) -> PoolState {
        var configuration = PoolConfiguration(size: size, waitDeadline: wait)
        configuration.maxWaiters = 3
        configuration.backoff = Backoff(minimum: .seconds(1), maximum: .seconds(8))
        return PoolState(configuration)
    }

    /// Without alarms, which have tests of their own.
    private func handle(_ state: inout PoolState, _ event: PoolState.Event, after: Duration = .zero) -> [PoolState
        .Action]
    {
        state.handle(event, now: start + after).filter { $0 != .setAlarm }
    }

    @Test func `nothing is opened before somebody asks, and then one connection per caller up to the size`() {
        var state = state()
        #expect(state.statistics == PoolStatistics())
        #expect(handle(&state, .lease(1)) == [.connect(1)])
        #expect(handle(&state, .lease(2)) == [.connect(2)])
        #expect(handle(&state, .lease(3)) == [])
        #expect(state.statistics.connecting == 2 && state.statistics.waiting == 3)
    }

    @Test func `callers are served in the order they came`() {
        var state = state(size: 1)
        _ = handle(&state, .lease(1))
        _ = handle(&state, .lease(2))
        _ = handle(&state, .lease(3))
        #expect(handle(&state, .connected(1)) == [.grant(1, 1)])
        #expect(handle(&state, .release(1, isUsable: true)) == [.grant(2, 1)])
        #expect(state.leaseAtOnce(now: start) == nil, "a newcomer must not overtake")
        #expect(handle(&state, .release(1, isUsable: true)) == [.grant(3, 1)])
        #expect(handle(&state, .release(1, isUsable: true)) == [])
        #expect(state.leaseAtOnce(now: start)?.id == 1)
        #expect(state.statistics.leased == 1 && state.statistics.leases == 4)
    }

    @Test func `a caller that goes away loses its place`() {
        var state = state(size: 1)
        _ = handle(&state, .lease(1))
        _ = handle(&state, .lease(2))
        #expect(handle(&state, .cancel(1)) == [.refuse(1, .cancelled)])
        #expect(handle(&state, .cancel(1)) == [])
        #expect(handle(&state, .connected(1)) == [.grant(2, 1)])
        #expect(handle(&state, .cancel(2)) == [], "already served")
    }

    @Test func `a line that is long enough is closed`() {
        var state = state(size: 1)
        for waiter in 1...3 { _ = handle(&state, .lease(waiter)) }
        #expect(handle(&state, .lease(4)) == [.refuse(4, .tooManyWaiting)])
    }

    @Test func `whoever waited too long is told how long, the others go on waiting`() {
        var state = state(size: 1)
        _ = handle(&state, .lease(1))
        _ = handle(&state, .connected(1))
        _ = handle(&state, .lease(2), after: .seconds(1))
        _ = handle(&state, .lease(3), after: .seconds(3))
        #expect(state.alarm == start + .seconds(6))
        #expect(handle(&state, .tick, after: .seconds(7)) == [.refuse(2, .timedOut(waited: .seconds(6)))])
        #expect(state.alarm == start + .seconds(8))
        #expect(state.statistics.timeouts == 1 && state.statistics.waiting == 1)
    }

    @Test func `after a failure one attempt at a time is made, after a pause that doubles`() {
        var state = state(size: 2, wait: .seconds(60))
        _ = handle(&state, .lease(1))
        _ = handle(&state, .lease(2))
        #expect(handle(&state, .connectFailed(1, failure, jitter: 0)) == [])
        #expect(handle(&state, .connectFailed(2, failure, jitter: 0)) == [])
        #expect(state.alarm == start + .seconds(2))
        #expect(handle(&state, .tick, after: .seconds(1)) == [], "too early")
        #expect(handle(&state, .tick, after: .seconds(2)) == [.connect(3)])
        #expect(handle(&state, .lease(3), after: .seconds(2)) == [], "one attempt is under way")
        #expect(handle(&state, .connected(3), after: .seconds(3)) == [.grant(1, 3), .connect(4)])
        #expect(state.statistics.reconnects == 1)
    }

    @Test func `while no server answers, callers learn what the last attempt met`() {
        var state = state(size: 1, wait: .seconds(1))
        _ = handle(&state, .lease(1))
        _ = handle(&state, .connectFailed(1, failure, jitter: 0))
        #expect(handle(&state, .tick, after: .seconds(1)) == [.refuse(1, .unreachable("refused"))])
        var fresh = self.state(size: 1, wait: .seconds(1))
        _ = handle(&fresh, .lease(1))
        #expect(
            handle(&fresh, .tick, after: .seconds(1)) == [
                .refuse(1, .unreachable("no server answered within 1.0 seconds"))
            ]
        )
    }

    @Test func `a broken connection is closed and replaced only if somebody waits`() {
        var state = state(size: 1)
        _ = handle(&state, .lease(1))
        _ = handle(&state, .connected(1))
        #expect(handle(&state, .release(1, isUsable: false), after: .seconds(1)) == [.close(1)])
        #expect(state.lastLoss == start + .seconds(1))
        _ = handle(&state, .lease(2))
        _ = handle(&state, .connected(2))
        _ = handle(&state, .lease(3))
        #expect(handle(&state, .release(2, isUsable: false)) == [.close(2), .connect(3)])
    }

    @Test func `a connection that comes when nobody waits any more is kept`() {
        var state = state()
        _ = handle(&state, .lease(1))
        _ = handle(&state, .cancel(1))
        #expect(handle(&state, .connected(1)) == [])
        #expect(state.statistics.idle == 1)
    }

    @Test func `only connections idle for long enough are checked`() {
        var state = state()
        _ = handle(&state, .lease(1))
        _ = handle(&state, .connected(1))
        _ = handle(&state, .release(1, isUsable: true), after: .seconds(10))
        #expect(state.leaseIdle(since: start + .seconds(9)) == nil)
        #expect(state.leaseIdle(since: start + .seconds(10)) == 1)
        #expect(state.statistics.leased == 1 && state.statistics.idle == 0)
    }

    @Test func `shutdown refuses callers, closes what is free and ends with the last connection`() {
        var state = state(size: 2)
        _ = handle(&state, .lease(1))
        _ = handle(&state, .lease(2))
        _ = handle(&state, .connected(1))
        _ = handle(&state, .connected(2))
        _ = handle(&state, .release(2, isUsable: true))
        #expect(handle(&state, .shutdown) == [.close(2)])
        #expect(handle(&state, .lease(3)) == [.refuse(3, .closed)])
        #expect(state.leaseAtOnce(now: start) == nil)
        #expect(handle(&state, .release(1, isUsable: true)) == [.close(1), .finished])
    }

    @Test func `shutdown of a pool that is still connecting waits for that`() {
        var state = state(size: 1)
        _ = handle(&state, .lease(1))
        #expect(handle(&state, .shutdown) == [.refuse(1, .closed)])
        #expect(handle(&state, .connected(1)) == [.close(1), .finished])
        var idle = self.state()
        #expect(handle(&idle, .shutdown) == [.finished])
    }

    @Test func `pauses double up to the limit, and jitter shortens them by at most half`() {
        let backoff = Backoff(minimum: .milliseconds(100), maximum: .seconds(1))
        let full = (1...6).map { backoff.delay(failures: $0, jitter: 0) }
        #expect(full == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        #expect(backoff.delay(failures: 1, jitter: 0.999) >= .milliseconds(50))
        #expect(backoff.delay(failures: 10_000, jitter: 0) == .seconds(1))
    }

    /// Whatever comes in whatever order: no connection is in two hands, none is lost, nobody waits beside a free one.
    @Test(arguments: UInt64(0)..<200)
    func `the books balance under any sequence of events`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var state = state(size: Int.random(in: 1...3, using: &random), wait: .seconds(3))
        var connecting: Set<Int> = []
        var held: Set<Int> = []
        var idle: Set<Int> = []
        var waiting: Set<Int> = []
        var nextWaiter = 0
        for step in 0..<300 {
            let event: PoolState.Event
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                nextWaiter += 1
                waiting.insert(nextWaiter)
                event = .lease(nextWaiter)
            case 2:
                guard let id = connecting.randomElement(using: &random) else { continue }
                connecting.remove(id)
                if Bool.random(using: &random) {
                    event = .connectFailed(id, failure, jitter: .random(in: 0..<1, using: &random))
                } else {
                    idle.insert(id)
                    event = .connected(id)
                }
            case 3:
                guard let id = held.randomElement(using: &random) else { continue }
                held.remove(id)
                idle.insert(id)
                event = .release(id, isUsable: Int.random(in: 0..<4, using: &random) > 0)
            case 4:
                guard let waiter = waiting.randomElement(using: &random) else { continue }
                event = .cancel(waiter)
            default:
                event = .tick
            }
            for action in state.handle(event, now: start + .milliseconds(step * 100)) {
                switch action {
                case .grant(let waiter, let id):
                    #expect(waiting.remove(waiter) != nil)
                    #expect(idle.remove(id) != nil)
                    held.insert(id)
                case .refuse(let waiter, _): #expect(waiting.remove(waiter) != nil)
                case .connect(let id): #expect(connecting.insert(id).inserted)
                case .close(let id): #expect(idle.remove(id) != nil)
                case .setAlarm: break
                case .finished: Issue.record("the pool was not shut down")
                }
            }
            let statistics = state.statistics
            try #require(statistics.idle == idle.count && statistics.leased == held.count)
            try #require(statistics.connecting == connecting.count && statistics.waiting == waiting.count)
            try #require(connecting.count + held.count + idle.count <= state.configuration.size)
            try #require(waiting.isEmpty || idle.isEmpty, "somebody waits beside a free connection")
            try #require(waiting.isEmpty || state.alarm != nil, "somebody waits and no alarm is set")
        }
    }
}
