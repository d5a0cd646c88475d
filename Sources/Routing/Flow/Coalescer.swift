import Synchronization

/// Lets batches form by themselves: while one commit is in flight, arrivals gather and go together.
///
/// Nothing waits for a timer, so nothing is added when idle: the first arrival flies alone and at once.
package final class Coalescer<Input: Sendable, Output: Sendable>: Sendable {
    /// One arrival that waits for its result. Resolved exactly once, by whoever flies it.
    package struct Ticket: Sendable {
        /// What arrived.
        package let input: Input
        fileprivate let continuation: CheckedContinuation<Output, any Error>

        /// Ends its wait.
        package func resolve(_ result: Result<Output, any Error>) {
            continuation.resume(with: result)
        }
    }

    private struct State {
        var waiting: [Ticket] = []
        var flights = 0
        var peak = 0
    }

    private let state = Mutex(State())
    private let maxBatch: Int
    private let maxFlights: Int
    private let maxWaiting: Int
    private let fly: @Sendable ([Ticket]) async -> Void

    /// Prepares to fly.
    ///
    /// - Parameters:
    ///   - maxBatch: how many arrivals share one flight at most.
    ///   - maxFlights: how many flights are under way at most.
    ///   - maxWaiting: how many arrivals may wait; more are refused with ``CoalescerOverload``.
    ///   - fly: carries a batch; it resolves every ticket, at the latest before the work it started has ended.
    package init(
        maxBatch: Int,
        maxFlights: Int,
        maxWaiting: Int,
        fly: @escaping @Sendable ([Ticket]) async -> Void
    ) {
        self.maxBatch = max(1, maxBatch)
        self.maxFlights = max(1, maxFlights)
        self.maxWaiting = maxWaiting
        self.fly = fly
    }

    /// Joins the next flight and waits for what comes of it. A cancelled caller waits on: the work is shared.
    package func submit(_ input: Input) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let ticket = Ticket(input: input, continuation: continuation)
            let (isRefused, mustStart) = state.withLock { state in
                guard state.waiting.count < maxWaiting else { return (true, false) }
                state.waiting.append(ticket)
                guard state.flights < maxFlights else { return (false, false) }
                state.flights += 1
                return (false, true)
            }
            if isRefused { ticket.resolve(.failure(CoalescerOverload(limit: maxWaiting))) }
            if mustStart { Task { await self.flyUntilEmpty() } }
        }
    }

    /// How many arrivals wait for a flight.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    private func flyUntilEmpty() async {
        while let batch = nextBatch() { await fly(batch) }
    }

    private func nextBatch() -> [Ticket]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.flights -= 1
                return nil
            }
            let batch = Array(state.waiting.prefix(maxBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }
}

extension Coalescer {
    /// Gives each of a batch its own of the results, which stand in the order of what arrived.
    ///
    /// - Parameter count: how many results are an arrival's.
    static func share<Element: Sendable>(
        _ results: [Element],
        over tickets: [Ticket],
        count: (Input) -> Int
    ) where Output == [Element] {
        var rest = results[...]
        for ticket in tickets {
            let own = rest.prefix(count(ticket.input))
            rest = rest.dropFirst(own.count)
            ticket.resolve(.success(Array(own)))
        }
    }
}

/// More arrivals wait than the limit allows; the caller should come back later.
package struct CoalescerOverload: Error, Sendable, CustomStringConvertible {
    /// The limit.
    package let limit: Int

    package var description: String { "more than \(limit) arrivals are waiting to be stored" }
}
