import CEpoll
import Foundation

/// One thread that waits for sockets and alarms and resumes whoever waits for them.
///
/// There is one for the whole process, and it lives as long as the process.
final class Reactor: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var watches: [UInt64: Watch] = [:]
        var nextToken: UInt64 = 1
        var alarms = TimerHeap<Instant, Alarm>()
    }

    private static let wakeupToken: UInt64 = 0
    private static let instance = Result { try Reactor() }

    private let state = Guarded(State())
    private let epoll: Int32
    private let wakeup: Int32

    /// The process's reactor, started on first use; throws when the system has no descriptors left.
    static func shared() throws -> Reactor {
        try instance.get()
    }

    private init() throws {
        epoll = cepoll_create()
        guard epoll >= 0 else { throw Reactor.failure("epoll_create1", epoll) }
        wakeup = cepoll_wakeup_open(epoll, Reactor.wakeupToken)
        guard wakeup >= 0 else { throw Reactor.failure("eventfd", wakeup) }
        let thread = Thread { [self] in run() }
        thread.name = "postgres-reactor"
        thread.start()
    }

    /// Begins to watch a socket. `Watch.invalidate` must be called before the socket is closed.
    func watch(_ descriptor: Int32) throws -> Watch {
        let watch = state.withLock { state in
            let watch = Watch(descriptor: descriptor, token: state.nextToken, reactor: self)
            state.watches[state.nextToken] = watch
            state.nextToken += 1
            return watch
        }
        let result = cepoll_add(epoll, descriptor, watch.token)
        guard result >= 0 else {
            state.withLock { _ = $0.watches.removeValue(forKey: watch.token) }
            throw Reactor.failure("epoll_ctl", result)
        }
        return watch
    }

    func arm(_ watch: Watch, _ interest: Watch.Interest) -> Bool {
        cepoll_arm(epoll, watch.descriptor, interest.rawValue, watch.token) >= 0
    }

    func forget(_ watch: Watch) {
        // The only error possible is that the descriptor is not registered (any more), which is what we want.
        _ = cepoll_remove(epoll, watch.descriptor)
        state.withLock { _ = $0.watches.removeValue(forKey: watch.token) }
    }

    func queue(_ alarm: Alarm, due: Instant) {
        let isFirst = state.withLock { state in
            state.alarms.push(alarm, due: due)
            return state.alarms.first == due
        }
        // Signalling can fail only when the descriptor is bad, and it lives as long as this object.
        if isFirst { _ = cepoll_wakeup_signal(wakeup) }
    }

    private func run() {
        var events = [cepoll_event](repeating: cepoll_event(), count: 64)
        while true {
            let count = events.withUnsafeMutableBufferPointer {
                cepoll_wait(epoll, $0.baseAddress, Int32($0.count), timeout())
            }
            if count > 0 { deliver(events[..<Int(count)]) }
            ringAlarms()
        }
    }

    private func deliver(_ events: ArraySlice<cepoll_event>) {
        if events.contains(where: { $0.token == Reactor.wakeupToken }) { _ = cepoll_wakeup_drain(wakeup) }
        let ready = state.withLock { state in events.compactMap { state.watches[$0.token] } }
        for watch in ready { watch.becameReady() }
    }

    private func ringAlarms() {
        while true {
            let now = ContinuousClock.now
            guard let entry = state.withLock({ $0.alarms.pop(dueBy: now) }) else { return }
            entry.value.popped(entry: entry.due, now: now)
        }
    }

    /// Milliseconds until the first alarm, rounded up so that the wait does not end just before it.
    private func timeout() -> Int32 {
        guard let first = state.withLock({ $0.alarms.first }) else { return -1 }
        let (seconds, attoseconds) = (first - .now).components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(clamping: min(seconds, 3600) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    private static func failure(_ call: String, _ result: Int32) -> PostgresError {
        PostgresError(.system, "\(call): \(String(cString: strerror(-result)))")
    }
}
