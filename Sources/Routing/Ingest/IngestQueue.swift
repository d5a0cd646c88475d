import Domain
package import Logging
package import Store

/// Stores what webhooks bring: batches form by themselves, strangers do not share a fate.
package struct IngestQueue: Sendable {
    /// What one webhook brought.
    package struct Submission: Sendable {
        package var items: [IngestItem]
        package var receipt: RawReceipt?

        /// Names both parts.
        package init(items: [IngestItem], receipt: RawReceipt? = nil) {
            self.items = items
            self.receipt = receipt
        }
    }

    /// What became of one message.
    package enum Fate: Sendable, Hashable {
        case stored(IngestOutcome)
        /// It could not be stored as it was; the log has it with the reason.
        case quarantined(reason: String)
    }

    private let coalescer: Coalescer<Submission, [Fate]>

    /// Prepares to store.
    ///
    /// - Parameters:
    ///   - store: where to.
    ///   - quarantine: where what cannot be stored is logged.
    ///   - configuration: the limits.
    ///   - metrics: told of retries, stuck lanes and poison.
    ///   - logger: told of poison.
    package init(
        store: IngestStore,
        quarantine: ReceiptStore,
        configuration: RouterConfiguration,
        metrics: RouterMetrics,
        logger: Logger
    ) {
        let flight = IngestFlight(
            store: store,
            quarantine: quarantine,
            configuration: configuration,
            metrics: metrics,
            logger: logger
        )
        coalescer = Coalescer(
            maxBatch: configuration.ingestBatch,
            maxFlights: configuration.ingestFlights,
            maxWaiting: configuration.ingestWaiting
        ) { tickets in
            await flight.carry(tickets)
        }
    }

    /// Stores what a webhook brought. Returns only after the commit.
    ///
    /// - Returns: one fate per item, in order.
    /// - Throws: when the database cannot be used, or a lane stays stuck; then the webhook should come again.
    package func submit(_ submission: Submission) async throws -> [Fate] {
        try await coalescer.submit(submission)
    }

    /// How many webhooks wait for a commit.
    package var waiting: Int { coalescer.waiting }
}
