/// Cancels the statement under way on one connection, and no other.
///
/// Every round trip has a number. A request for a round trip that has ended does nothing; while a request is on its way
/// the connection is not used again, or it could hit the statement that comes next.
final class CancelSwitch: Sendable {
    /// Why a round trip was cancelled.
    enum Reason: Sendable {
        case task, deadline, shutdown
    }

    private struct State {
        var trip = 0
        var isRunning = false
        var reason: Reason?
        var isOnItsWay = false
    }

    private static let threads = BlockingThreads(name: "postgres-cancel", limit: 8)

    private let state = Guarded(State())
    private let handle: CancelHandle
    private let watch: Watch

    init(handle: CancelHandle, watch: Watch) {
        self.handle = handle
        self.watch = watch
    }

    /// Begins a round trip and returns its number.
    func begin() -> Int {
        state.withLock { state in
            state.trip += 1
            state.isRunning = true
            state.reason = nil
            return state.trip
        }
    }

    /// Ends the round trip: from now on nobody can cancel it.
    func end() {
        state.withLock { $0.isRunning = false }
    }

    /// Why the current round trip was cancelled, if it was.
    var reason: Reason? {
        state.withLock { $0.reason }
    }

    /// Whether a request is still on its way to the server.
    var isOnItsWay: Bool {
        state.withLock { $0.isOnItsWay }
    }

    /// Cancels round trip number `trip`, or the current one. The first reason stands.
    func request(_ reason: Reason, trip: Int? = nil) {
        let isFirst = state.withLock { state in
            guard state.isRunning, state.trip == trip ?? state.trip, state.reason == nil else { return false }
            state.reason = reason
            state.isOnItsWay = true
            return true
        }
        guard isFirst else { return }
        CancelSwitch.threads.submit { [self] in
            handle.cancel()
            state.withLock { $0.isOnItsWay = false }
            watch.wake()
        }
        // The waiting side shortens its deadline.
        watch.wake()
    }
}
