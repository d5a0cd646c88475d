import Domain
import Logging
import Postgres
import Store

/// One commit of receipts and what is done when it fails.
struct ReceiptFlight: Sendable {
    typealias Batches = Coalescer<ReceiptQueue.Submission, [ReceiptStore.Merge]>
    typealias Ticket = Batches.Ticket
    typealias Report = (endpoint: EndpointID, receipt: DeliveryReceipt)

    let store: ReceiptStore
    let metrics: RouterMetrics
    let logger: Logger

    /// How often a merge that met a neighbour is tried: a batch soon parts, a single webhook has nowhere to go.
    private static let batchAttempts = 3
    private static let singleAttempts = 10

    /// Commits a batch of webhooks and resolves each.
    func carry(_ tickets: [Ticket]) async {
        do {
            let merges = try await merge(
                tickets.flatMap(\.input.reports),
                tickets.compactMap(\.input.receipt),
                attempts: tickets.count > 1 ? Self.batchAttempts : Self.singleAttempts
            )
            Batches.share(merges, over: tickets) { $0.reports.count }
        } catch {
            await separate(tickets, because: error)
        }
    }

    /// One webhook must not spoil it for the others.
    private func separate(_ tickets: [Ticket], because error: any Error) async {
        let failure = IngestFailure(error)
        if let only = tickets.first, tickets.count == 1 {
            guard Self.isPoison(error) else { return only.resolve(.failure(error)) }
            do {
                only.resolve(.success(try await sift(only.input)))
            } catch {
                only.resolve(.failure(error))
            }
            return
        }
        for ticket in tickets {
            switch failure {
            case .unavailable:
                ticket.resolve(.failure(error))
            case .stuckLane:
                // Apart from the flight, so that the next batch does not wait for whoever holds the lane.
                Task { await self.carry([ticket]) }
            case .contention, .poison:
                await carry([ticket])
            }
        }
    }

    /// Merges a webhook's reports one by one, and puts aside those that cannot be stored.
    private func sift(_ submission: ReceiptQueue.Submission) async throws -> [ReceiptStore.Merge] {
        if let receipt = submission.receipt { try await store.quarantine([receipt], unknownAddresses: []) }
        let putAside = PutAside(quarantine: store, metrics: metrics, logger: logger)
        var merges: [ReceiptStore.Merge] = []
        for report in submission.reports {
            do {
                merges += try await merge([report], [], attempts: Self.singleAttempts)
            } catch  where Self.isPoison(error) {
                try await putAside(
                    .receipt,
                    report.receipt.raw,
                    from: report.receipt.provider,
                    at: report.endpoint,
                    because: error
                )
                merges.append(ReceiptStore.Merge(delivery: nil, isChange: false))
            }
        }
        return merges
    }

    private func merge(_ reports: [Report], _ receipts: [RawReceipt], attempts: Int) async throws -> [ReceiptStore
        .Merge]
    {
        for attempt in 1... {
            do {
                return try await store.merge(reports, receipts: receipts)
            } catch {
                let failure = IngestFailure(error)
                guard failure == .contention || failure == .stuckLane, !Self.isPoison(error), attempt < attempts else {
                    metrics.failed("receipts")
                    throw error
                }
                metrics.retriedIngest()
            }
        }
        return []
    }

    /// Two deliveries under one id of the provider's is no race that another attempt could win.
    private static func isPoison(_ error: any Error) -> Bool {
        IngestFailure(error) == .poison || (error as? PostgresError)?.sqlState?.rawValue == "23505"
    }
}
