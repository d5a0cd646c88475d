import Domain
import Logging
import Postgres
import Store

/// One ingest commit and what is done when it fails.
struct IngestFlight: Sendable {
    typealias Batches = Coalescer<IngestQueue.Submission, [IngestQueue.Fate]>
    typealias Ticket = Batches.Ticket

    let store: IngestStore
    let quarantine: ReceiptStore
    let configuration: RouterConfiguration
    let metrics: RouterMetrics
    let logger: Logger

    /// How often a batch that met contention is tried before its parts go their own ways.
    private static let contentionRetries = 3

    /// Commits a batch of webhooks and resolves each.
    func carry(_ tickets: [Ticket]) async {
        do {
            let outcomes = try await commit(tickets.flatMap(\.input.items), tickets.compactMap(\.input.receipt))
            Batches.share(outcomes.map { .stored($0) }, over: tickets) { $0.items.count }
        } catch {
            switch IngestFailure(error) {
            case .unavailable:
                for ticket in tickets { ticket.resolve(.failure(error)) }
            case .contention, .poison:
                await separate(tickets, because: error)
            case .stuckLane:
                // Apart from the flight, so that the next batch does not wait for whoever holds the lane.
                metrics.splitOffLane()
                for ticket in tickets {
                    Task { await self.carryPatiently(ticket) }
                }
            }
        }
    }

    /// Halves the batch until the culprit is alone.
    private func separate(_ tickets: [Ticket], because error: any Error) async {
        guard tickets.count > 1 else {
            guard let ticket = tickets.first else { return }
            await carryAlone(ticket, because: error)
            return
        }
        let middle = tickets.count / 2
        await carry(Array(tickets[..<middle]))
        await carry(Array(tickets[middle...]))
    }

    /// A single webhook that failed: its messages are separated in turn, its raw receipt is logged in any case.
    private func carryAlone(_ ticket: Ticket, because error: any Error) async {
        let submission = ticket.input
        guard IngestFailure(error) == .poison else { return ticket.resolve(.failure(error)) }
        do {
            var fates: [IngestQueue.Fate] = []
            if let receipt = submission.receipt { try await quarantine.quarantine([receipt], unknownAddresses: []) }
            try await sift(submission.items[...], into: &fates, because: error)
            ticket.resolve(.success(fates))
        } catch {
            ticket.resolve(.failure(error))
        }
    }

    private func sift(
        _ items: ArraySlice<IngestItem>,
        into fates: inout [IngestQueue.Fate],
        because error: any Error
    ) async throws {
        guard items.count > 1, let middle = items.indices.dropFirst(items.count / 2).first else {
            guard let item = items.first else { return }
            fates.append(.quarantined(reason: try await putAside(item, because: error)))
            return
        }
        for half in [items[..<middle], items[middle...]] {
            do {
                let outcomes = try await commit(Array(half), [])
                fates += outcomes.map { .stored($0) }
            } catch let failure where IngestFailure(failure) == .poison {
                try await sift(half, into: &fates, because: failure)
            }
        }
    }

    /// Logs a message that cannot be stored. Returns the reason.
    private func putAside(_ item: IngestItem, because error: any Error) async throws -> String {
        let putAside = PutAside(quarantine: quarantine, metrics: metrics, logger: logger)
        return try await putAside(
            .message,
            item.message.raw,
            from: item.message.provider,
            at: item.endpoint,
            because: error
        )
    }

    /// Tries a webhook whose lane is stuck again and again, until it gets through or its time is up.
    private func carryPatiently(_ ticket: Ticket) async {
        let deadline = ContinuousClock.now + configuration.stuckLaneTimeout
        var attempt = 1
        while true {
            do {
                let outcomes = try await commit(ticket.input.items, ticket.input.receipt.map { [$0] } ?? [])
                return ticket.resolve(.success(outcomes.map { .stored($0) }))
            } catch  where IngestFailure(error) == .poison {
                return await carryAlone(ticket, because: error)
            } catch {
                guard IngestFailure(error) != .unavailable, .now < deadline else {
                    return ticket.resolve(.failure(error))
                }
                metrics.retriedIngest()
                await pause(attempt)
                attempt += 1
            }
        }
    }

    /// One commit, tried again when neighbours got in its way.
    private func commit(_ items: [IngestItem], _ receipts: [RawReceipt]) async throws -> [IngestOutcome] {
        var attempt = 1
        while true {
            do {
                return try await store.ingest(items, receipts: receipts, defaults: configuration.ingest)
            } catch  where IngestFailure(error) == .contention && attempt <= Self.contentionRetries {
                metrics.retriedIngest()
                await pause(attempt)
                attempt += 1
            } catch {
                metrics.failed("ingest")
                throw error
            }
        }
    }

    private func pause(_ attempt: Int) async {
        let backoff = RetryBackoff(base: .milliseconds(5), cap: .milliseconds(250))
        // Cut short only by cancellation; then the next attempt comes at once and ends by its own deadline.
        try? await Task.sleep(for: backoff.delay(afterAttempt: attempt, jitter: .random(in: 0..<1)))
    }
}
