import Domain
import Postgres

/// Commits what became of claimed work, many to a batch, and goes on trying while the database is away.
struct CommitQueue<Finished: Sendable, Committed: Sendable>: Sendable {
    private let coalescer: Coalescer<Finished, Committed>
    private let failed: @Sendable () -> Void

    /// How often a cancelled task tries in all: it sleeps no more, and its program must be allowed to end.
    private static var lastAttempts: Int { 3 }

    /// Prepares to commit.
    ///
    /// - Parameters:
    ///   - maxBatch: how many share one commit at most.
    ///   - failed: told of each attempt that failed.
    ///   - commit: commits a batch, all of it or nothing; one result each, in order.
    init(
        maxBatch: Int,
        failed: @escaping @Sendable () -> Void,
        commit: @escaping @Sendable ([Finished]) async throws -> [Committed]
    ) {
        self.failed = failed
        coalescer = Coalescer(maxBatch: maxBatch, maxFlights: 2, maxWaiting: 100_000) { tickets in
            await Self.fly(tickets, commit)
        }
    }

    /// Commits, trying again until the deadline or, once the task is cancelled, a few more times at once.
    ///
    /// - Parameter isFinal: whether an error would be the same another time, so that it is thrown at once.
    /// - Throws: the last error.
    func submit(
        _ finished: Finished,
        until deadline: ContinuousClock.Instant,
        isFinal: (any Error) -> Bool = { _ in false }
    ) async throws -> Committed {
        let backoff = RetryBackoff(base: .milliseconds(20), cap: .seconds(2))
        var attempt = 1
        var attemptsLeft = Self.lastAttempts
        while true {
            do {
                return try await coalescer.submit(finished)
            } catch {
                failed()
                if Task.isCancelled { attemptsLeft -= 1 }
                if isFinal(error) || .now >= deadline || attemptsLeft == 0 { throw error }
            }
            // Cut short only by cancellation, which is counted above next time.
            try? await Task.sleep(for: backoff.delay(afterAttempt: attempt, jitter: .random(in: 0..<1)))
            attempt += 1
        }
    }

    /// How many wait for a commit.
    var waiting: Int { coalescer.waiting }

    private static func fly(
        _ tickets: [Coalescer<Finished, Committed>.Ticket],
        _ commit: @Sendable ([Finished]) async throws -> [Committed]
    ) async {
        do {
            let all = try await commit(tickets.map(\.input))
            for (ticket, committed) in zip(tickets, all) { ticket.resolve(.success(committed)) }
        } catch  where tickets.count > 1 {
            await flyApart(tickets, commit)
        } catch {
            tickets.first?.resolve(.failure(error))
        }
    }

    /// One must not spoil it for the others. But where two in a row find no database there is none, and the rest are not
    /// kept waiting for as many time-outs.
    private static func flyApart(
        _ tickets: [Coalescer<Finished, Committed>.Ticket],
        _ commit: @Sendable ([Finished]) async throws -> [Committed]
    ) async {
        var away: [any Error] = []
        for ticket in tickets {
            if away.count > 1, let error = away.last {
                ticket.resolve(.failure(error))
                continue
            }
            do {
                for committed in try await commit([ticket.input]) { ticket.resolve(.success(committed)) }
                away = []
            } catch {
                ticket.resolve(.failure(error))
                away = Self.isAway(error) ? away + [error] : []
            }
        }
    }

    /// Whether no answer came from a database, be it because there is none or because others have all of it.
    private static func isAway(_ error: any Error) -> Bool {
        guard let code = (error as? PostgresError)?.code else { return false }
        return [.connectFailed, .timeout, .poolExhausted, .poolClosed].contains(code)
    }
}
