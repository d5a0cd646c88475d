/// Calls back once its time has come, on the reactor's thread.
///
/// Setting a later time costs no heap operation: the entry already queued finds, when it fires, that the alarm was moved
/// and queues itself again. So a deadline per statement costs next to nothing.
final class Alarm: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var due: Instant?
        /// The earliest entry this alarm has in the reactor's heap.
        var queued: Instant?
    }

    private let state = Guarded(State())
    private let reactor: Reactor
    private let onDue: @Sendable () -> Void

    /// `onDue` must be quick and must not block.
    init(reactor: Reactor, onDue: @escaping @Sendable () -> Void) {
        self.reactor = reactor
        self.onDue = onDue
    }

    /// Moves the alarm; nil stops it.
    func set(_ due: Instant?) {
        let mustQueue = state.withLock { state -> Bool in
            state.due = due
            guard let due else { return false }
            if let queued = state.queued, queued <= due { return false }
            state.queued = due
            return true
        }
        if mustQueue, let due { reactor.queue(self, due: due) }
    }

    /// The reactor took this alarm's entry for `entry` out of its heap.
    func popped(entry: Instant, now: Instant) {
        enum Outcome { case nothing, again(Instant), fire }
        let outcome = state.withLock { state -> Outcome in
            // An entry that was overtaken by an earlier one is not ours to act on.
            guard state.queued == entry else { return .nothing }
            state.queued = nil
            guard let due = state.due else { return .nothing }
            if due > now {
                state.queued = due
                return .again(due)
            }
            state.due = nil
            return .fire
        }
        switch outcome {
        case .nothing: break
        case .again(let due): reactor.queue(self, due: due)
        case .fire: onDue()
        }
    }
}
