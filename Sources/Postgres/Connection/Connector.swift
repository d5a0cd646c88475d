/// Opens connections on a few threads of its own, because opening blocks.
enum Connector {
    private static let threads = BlockingThreads(name: "postgres-connect", limit: 8)

    /// Opens a connection; on cancellation stops waiting, and a connection that still comes is closed.
    static func open(_ configuration: PostgresConfiguration) async throws -> Link {
        let parameters = try ConnectionParameters(configuration)
        let handover = Handover()
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                handover.await(continuation)
                threads.submit {
                    // Whoever asked may have left while this stood in the queue.
                    if !handover.isSettled { handover.settle(Link.open(parameters).mapError { $0 }) }
                }
            }
            return try handover.take()
        } onCancel: {
            handover.settle(.failure(CancellationError()))
        }
    }
}

/// Gives one waiting task the first outcome and drops the others.
///
/// The outcome is fetched under the lock, not sent through the continuation: so the thread sanitizer, too, sees that the
/// connection changed hands in order.
private final class Handover: Sendable {
    private struct State {
        var waiter: CheckedContinuation<Void, Never>?
        var outcome: Result<Link, any Error>?
        var isSettled = false
    }

    private let state = Guarded(State())

    var isSettled: Bool { state.withLock { $0.isSettled } }

    func await(_ continuation: CheckedContinuation<Void, Never>) {
        let isSettled = state.withLock { state in
            if !state.isSettled { state.waiter = continuation }
            return state.isSettled
        }
        if isSettled { continuation.resume() }
    }

    func settle(_ outcome: Result<Link, any Error>) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isSettled else { return nil }
            state.isSettled = true
            state.outcome = outcome
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func take() throws -> Link {
        let outcome = state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
        guard let outcome else { throw CancellationError() }
        return try outcome.get()
    }
}
