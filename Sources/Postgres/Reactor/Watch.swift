import CEpoll

/// One socket under the reactor's eye. At most one task waits at a time.
final class Watch: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What to wait for; empty waits for a wake-up or the deadline only.
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let read = Interest(rawValue: UInt32(CEPOLL_READ))
        static let write = Interest(rawValue: UInt32(CEPOLL_WRITE))
    }

    /// Why a wait ended. `ready` may be spurious: the reader finds nothing and waits again.
    enum Outcome {
        case ready, deadline, woken
    }

    private struct State {
        var waiter: CheckedContinuation<Outcome, Never>?
        var deadline: Instant?
        var isWoken = false
        var isInvalid = false
    }

    let descriptor: Int32
    let token: UInt64
    private let reactor: Reactor
    private let state = Guarded(State())
    /// Set once, right after initialisation: its closure refers back to this object.
    private let alarm = Guarded<Alarm?>(nil)

    init(descriptor: Int32, token: UInt64, reactor: Reactor) {
        self.descriptor = descriptor
        self.token = token
        self.reactor = reactor
        let alarm = Alarm(reactor: reactor) { [weak self] in self?.deadlinePassed() }
        self.alarm.withLock { $0 = alarm }
    }

    /// Waits until the socket is ready, the deadline has passed or somebody calls `wake`.
    func wait(for interest: Interest, until deadline: Instant) async -> Outcome {
        await withCheckedContinuation { continuation in
            let immediate = state.withLock { state -> Outcome? in
                if state.isWoken || state.isInvalid {
                    state.isWoken = false
                    return .woken
                }
                state.waiter = continuation
                state.deadline = deadline
                return nil
            }
            if let immediate { return continuation.resume(returning: immediate) }
            alarm.withLock { $0 }?.set(deadline)
            // A socket that cannot be armed is broken: the reader finds out why.
            if !interest.isEmpty, !reactor.arm(self, interest) { becameReady() }
        }
    }

    /// Ends the wait under way, or else the next one.
    func wake() {
        finish { state in
            if state.waiter == nil { state.isWoken = true }
            return .woken
        }
    }

    /// Stops watching. The socket may be closed after this.
    func invalidate() {
        finish { state in
            state.isInvalid = true
            return .woken
        }
        alarm.withLock { $0 }?.set(nil)
        reactor.forget(self)
    }

    func becameReady() {
        finish { _ in .ready }
    }

    private func deadlinePassed() {
        finish { state in
            // The alarm may ring for the wait before this one.
            guard let deadline = state.deadline, deadline <= .now else { return nil }
            return .deadline
        }
    }

    private func finish(_ decide: (inout State) -> Outcome?) {
        let resumption = state.withLock { state -> (CheckedContinuation<Outcome, Never>, Outcome)? in
            guard let outcome = decide(&state), let waiter = state.waiter else { return nil }
            state.waiter = nil
            state.deadline = nil
            return (waiter, outcome)
        }
        if let (waiter, outcome) = resumption { waiter.resume(returning: outcome) }
    }
}
