import Foundation

/// A few threads for calls that block. Threads come with the work and leave when there is none.
final class BlockingThreads: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var running = 0
    }

    private let state = Guarded(State())
    private let name: String
    private let limit: Int

    init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// Runs the work on one of the threads, in order of submission when all are busy.
    func submit(_ work: @escaping @Sendable () -> Void) {
        let mustStart = state.withLock { state in
            state.queue.append(work)
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
        guard mustStart else { return }
        let thread = Thread { [self] in drain() }
        thread.name = name
        thread.start()
    }

    private func drain() {
        while let work = next() { work() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.queue.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.queue.removeFirst()
        }
    }
}
