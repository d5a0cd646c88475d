import Synchronization

/// Wakes a loop that waits for work. A ring while nobody waits is remembered, once.
package final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Bool, Never>?
        /// The ticks at which rings are already arranged, so that a thousand messages due together ring once.
        var arranged: Set<Int> = []
    }

    private let state = Mutex(State())
    private let origin = ContinuousClock.now
    private static let tick = Duration.milliseconds(5)
    /// Nothing is arranged further ahead: whoever waits looks by itself far more often, and arrangements cost memory.
    private static let horizon = Duration.seconds(10)

    /// A bell that has not rung.
    package init() {}

    /// Wakes the loop now.
    package func ring() {
        wake(isRung: true)
    }

    private func wake(isRung: Bool) {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isRung = waiter == nil && (state.isRung || isRung)
            return waiter
        }
        waiter?.resume(returning: isRung)
    }

    /// Wakes the loop after a while, to within 5 ms. A while of more than 10 s is left to the loop's own looking.
    package func ring(after delay: Duration) {
        guard delay > .zero else { return ring() }
        guard delay <= Self.horizon else { return }
        let tick = Int((ContinuousClock.now + delay - origin) / Self.tick) + 1
        guard state.withLock({ $0.arranged.insert(tick).inserted }) else { return }
        Task {
            // Only cancellation ends a sleep early, and nobody holds this task to cancel it.
            try? await Task.sleep(until: origin + Self.tick * tick, clock: .continuous)
            _ = state.withLock { $0.arranged.remove(tick) }
            ring()
        }
    }

    /// Waits for a ring, for `limit` at most, or until the task is cancelled. One loop waits at a time.
    ///
    /// - Returns: whether it rang.
    @discardableResult
    package func wait(atMost limit: Duration) async -> Bool {
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            wake(isRung: false)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isRung { continuation.resume(returning: true) }
            }
        } onCancel: {
            ring()
        }
    }
}
