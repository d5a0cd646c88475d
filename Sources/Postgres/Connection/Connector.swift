/// Opens connections on a few threads of its own, because opening blocks.
enum Connector {
    private static let threads = BlockingThreads(name: "postgres-connect", limit: 8)

    /// Opens a connection; on cancellation stops waiting, and a connection that still comes is closed.
    static func open(_ configuration: PostgresConfiguration) async throws -> Link {
        let parameters = try ConnectionParameters(configuration)
        let handover = Handover()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                handover.await(continuation)
                threads.submit {
                    // Whoever asked may have left while this stood in the queue.
                    if !handover.isSettled { handover.settle(Link.open(parameters).mapError { $0 }) }
                }
            }
        } onCancel: {
            handover.settle(.failure(CancellationError()))
        }
    }
}

/// Gives one waiting task the first outcome and drops the others.
private final class Handover: Sendable {
    private enum State {
        case early, waiting(CheckedContinuation<Link, any Error>), settled(Result<Link, any Error>?)
    }

    private let state = Guarded(State.early)

    var isSettled: Bool {
        state.withLock { if case .settled = $0 { true } else { false } }
    }

    func await(_ continuation: CheckedContinuation<Link, any Error>) {
        let early = state.withLock { state -> Result<Link, any Error>? in
            guard case .settled(let outcome) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .settled(nil)
            return outcome
        }
        if let early { continuation.resume(with: early) }
    }

    func settle(_ outcome: Result<Link, any Error>) {
        let waiter = state.withLock { state -> CheckedContinuation<Link, any Error>? in
            switch state {
            case .early:
                state = .settled(outcome)
                return nil
            case .waiting(let continuation):
                state = .settled(nil)
                return continuation
            case .settled:
                return nil
            }
        }
        waiter?.resume(with: outcome)
    }
}
