package import Domain
package import Logging
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

    /// Prepares to merge.
    ///
    /// - Parameters:
    ///   - store: where to.
    ///   - configuration: the limits.
    ///   - metrics: told of retries and poison.
    ///   - logger: told of poison.
    package init(store: ReceiptStore, configuration: RouterConfiguration, metrics: RouterMetrics, logger: Logger) {
        let flight = ReceiptFlight(store: store, metrics: metrics, logger: logger)
        coalescer = Coalescer(
            maxBatch: configuration.ingestBatch,
            maxFlights: 1,
            maxWaiting: configuration.ingestWaiting
        ) { tickets in
            await flight.carry(tickets)
        }
    }

    /// Merges what a webhook reported. Returns only after the commit.
    ///
    /// - Returns: one result per report, in order; a report that cannot be stored is put aside and changed nothing.
    /// - Throws: when the database cannot be used, or a lane stays stuck; then the webhook should come again.
    package func submit(_ submission: Submission) async throws -> [ReceiptStore.Merge] {
        try await coalescer.submit(submission)
    }
}
