import Synchronization

/// Asks an engine no more than so many questions at once: whoever comes later waits, first come, first served.
///
/// The wait counts towards the deadline, so that a guest never waits longer for a full engine than for a slow one.
package struct CappedEngine: AIEngineClient {
    private let engine: any AIEngineClient
    private let seats: EngineSeats

    /// Caps an engine.
    ///
    /// - Parameter atOnce: how many questions it is asked at once; at least one.
    package init(_ engine: any AIEngineClient, atOnce: Int) {
        self.engine = engine
        seats = EngineSeats(count: max(1, atOnce))
    }

    package var name: String { engine.name }

    /// How many questions wait now.
    package var waiting: Int { seats.waiting }

    package func answer(
        _ request: EngineRequest,
        deadline: ContinuousClock.Instant
    ) async throws(EngineError) -> EngineReply {
        if let refusal = await seats.take(until: deadline) { throw refusal }
        defer { seats.giveBack() }
        return try await engine.answer(request, deadline: deadline)
    }
}

/// The places at one engine.
private final class EngineSeats: Sendable {
    private struct Waiter {
        let id: Int
        /// Resumed with nil for whoever has a seat now, else with why not; once, by whoever took it off the list.
        let continuation: CheckedContinuation<EngineError?, Never>
    }

    private struct State {
        var free: Int
        var next = 0
        var waiting: [Waiter] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    /// How many wait now.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a seat; returns nil with one, or why there is none.
    func take(until deadline: ContinuousClock.Instant) async -> EngineError? {
        let id: Int? = state.withLock { state in
            guard state.free == 0 || !state.waiting.isEmpty else {
                state.free -= 1
                return nil
            }
            state.next += 1
            return state.next
        }
        guard let id else { return nil }
        let timer = Task {
            // Ends early only when nobody waits any more.
            try? await Task.sleep(until: deadline, clock: .continuous)
            giveUp(id, because: .timeout)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(Waiter(id: id, continuation: continuation), until: deadline)
            }
        } onCancel: {
            giveUp(id, because: .cancelled)
        }
    }

    private func wait(_ waiter: Waiter, until deadline: ContinuousClock.Instant) {
        // Whoever gave up before waiting finds that out here: nobody will say it again.
        let refusal: EngineError? = Task.isCancelled ? .cancelled : ContinuousClock.now >= deadline ? .timeout : nil
        let isOver = state.withLock { state in
            if refusal != nil { return true }
            if state.free > 0, state.waiting.isEmpty {
                state.free -= 1
                return true
            }
            state.waiting.append(waiter)
            return false
        }
        if isOver { return waiter.continuation.resume(returning: refusal) }
        // Between the question above and the list the moment may have come.
        if Task.isCancelled { giveUp(waiter.id, because: .cancelled) }
        if ContinuousClock.now >= deadline { giveUp(waiter.id, because: .timeout) }
    }

    private func giveUp(_ id: Int, because refusal: EngineError) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: refusal)
    }

    /// Gives a seat to who waits longest.
    func giveBack() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.continuation.resume(returning: nil)
    }
}
