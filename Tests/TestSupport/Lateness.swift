import Domain
package import Postgres
import Synchronization

/// How late this machine is while a test measures a promise: ten times a second it sleeps and asks the server something,
/// and notes by how much that took longer than the sleep.
///
/// A promise of a second cannot be held by a processor that others use for two. What a test may then say is: a second,
/// and what the machine itself was late by at each of the few steps on the way.
package final class Lateness: Sendable {
    private struct State {
        var beatBegan = ContinuousClock.now
        var worst = Duration.zero
    }

    private static let beat = Duration.milliseconds(100)
    /// A sleep, two round trips to the server, and two hand-overs.
    private static let steps = 5

    private let state = Mutex(State())
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Begins to measure.
    package init(asking executor: any PostgresExecutor) {
        let beating = Task { [weak self] in
            while !Task.isCancelled {
                // Ends early only when cancelled; and a server that cannot be asked is the test's business.
                try? await Task.sleep(for: Self.beat)
                _ = try? await executor.query("SELECT 1")
                guard let self else { return }
                note()
            }
        }
        task.withLock { $0 = beating }
    }

    deinit {
        task.withLock { $0?.cancel() }
    }

    /// What is to be allowed beside a promise: the worst lateness so far, for each step.
    package func allowance() -> Duration {
        state.withLock { max($0.worst, .now - $0.beatBegan - Self.beat) * Self.steps }
    }

    private func note() {
        state.withLock { state in
            let now = ContinuousClock.now
            state.worst = max(state.worst, now - state.beatBegan - Self.beat)
            state.beatBegan = now
        }
    }
}
