package import Domain
package import Store

/// Merges receipts, many webhooks to a commit.
package struct ReceiptQueue: Sendable {
    /// What one webhook reported.
    package struct Submission: Sendable {
        package var reports: [(endpoint: EndpointID, receipt: DeliveryReceipt)]
        package var receipt: RawReceipt?

        /// Names both parts.
        package init(reports: [(endpoint: EndpointID, receipt: DeliveryReceipt)], receipt: RawReceipt?) {
            self.reports = reports
            self.receipt = receipt
        }
    }

    private let coalescer: Coalescer<Submission, [ReceiptStore.Merge]>

    /// How often a merge that met a neighbour is tried.
    private static let attempts = 10

    /// Prepares to merge.
    package init(store: ReceiptStore, configuration: RouterConfiguration, metrics: RouterMetrics) {
        coalescer = Coalescer(
            maxBatch: configuration.ingestBatch,
            maxFlights: 1,
            maxWaiting: configuration.ingestWaiting
        ) { tickets in
            do {
                let merges = try await Self.merge(tickets.map(\.input), store, metrics)
                var rest = merges[...]
                for ticket in tickets {
                    let own = rest.prefix(ticket.input.reports.count)
                    rest = rest.dropFirst(own.count)
                    ticket.resolve(.success(Array(own)))
                }
            } catch  where tickets.count > 1 {
                // One webhook must not spoil it for the others.
                for ticket in tickets {
                    do {
                        ticket.resolve(.success(try await Self.merge([ticket.input], store, metrics)))
                    } catch {
                        ticket.resolve(.failure(error))
                    }
                }
            } catch {
                for ticket in tickets { ticket.resolve(.failure(error)) }
            }
        }
    }

    /// Merges what a webhook reported. Returns only after the commit.
    package func submit(_ submission: Submission) async throws -> [ReceiptStore.Merge] {
        try await coalescer.submit(submission)
    }

    private static func merge(
        _ submissions: [Submission],
        _ store: ReceiptStore,
        _ metrics: RouterMetrics
    ) async throws -> [ReceiptStore.Merge] {
        for attempt in 1... {
            do {
                return try await store.merge(
                    submissions.flatMap(\.reports),
                    receipts: submissions.compactMap(\.receipt)
                )
            } catch {
                let failure = IngestFailure(error)
                guard failure == .contention || failure == .stuckLane, attempt < attempts else {
                    metrics.failed("receipts")
                    throw error
                }
                metrics.retriedIngest()
            }
        }
        return []
    }
}
