package import Domain
package import Postgres

/// Merges what providers report about messages we sent.
package struct ReceiptStore: Sendable {
    private let executor: any PostgresExecutor

    /// What became of one report.
    package struct Merge: Sendable, Hashable {
        /// The delivery it is about; nil when we know of none.
        package let delivery: DeliveryID?
        /// Whether it moved the delivery.
        package let isChange: Bool

        /// Names both parts.
        package init(delivery: DeliveryID?, isChange: Bool) {
            self.delivery = delivery
            self.isChange = isChange
        }
    }

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Moves deliveries up to what was reported, never down, and logs the raw receipts beside it.
    ///
    /// - Returns: one result per report, in the order given.
    package func merge(
        _ reports: [(endpoint: EndpointID, receipt: DeliveryReceipt)],
        receipts: [RawReceipt] = []
    ) async throws -> [Merge] {
        var statements: [SQL] = []
        if !reports.isEmpty { statements.append(Self.call(reports)) }
        if !receipts.isEmpty { statements.append(RawReceipt.insert(receipts).named("receipts.insert")) }
        let results = try await executor.pipeline(statements)
        guard !reports.isEmpty, let rows = results.first else { return [] }
        var merges = [Merge](repeating: Merge(delivery: nil, isChange: false), count: reports.count)
        for row in rows {
            let item = Int(try row.get("item", as: Int32.self))
            guard (1...reports.count).contains(item) else { continue }
            merges[item - 1] = Merge(delivery: try row.get("delivery_id"), isChange: try row.get("changed"))
        }
        return merges
    }

    /// Logs what could not be used, and tells people of an address nobody owns, once until they acknowledge it.
    ///
    /// - Parameter closed: the endpoints that guests wrote to although they are closed; people are told, once a day at
    ///   most about each.
    /// - Returns: the hotels that were told of that.
    @discardableResult
    package func quarantine(
        _ receipts: [RawReceipt],
        unknownAddresses: [(provider: String, address: String)],
        closed: [EndpointID] = []
    ) async throws -> [PropertyID] {
        var statements: [SQL] = []
        if !closed.isEmpty {
            statements.append(SQL("SELECT tell_of_writers(\(closed)) AS hotel").named("endpoints.writers"))
        }
        if !receipts.isEmpty { statements.append(RawReceipt.insert(receipts).named("receipts.quarantine")) }
        if !unknownAddresses.isEmpty {
            // One at a time, or two webhooks at once would both find that nobody was told yet.
            statements.append(SQL("SELECT pg_advisory_xact_lock(7266547)").named("notifications.lock"))
            statements.append(
                SQL(
                    """
                    INSERT INTO notifications (kind, severity, detail)
                    SELECT 'endpoint.unknown', 'critical', jsonb_build_object('provider', a.provider, 'address', a.address)
                    FROM (SELECT DISTINCT * FROM unnest(\(unknownAddresses.map(\.provider)), \(unknownAddresses.map(\.address)))
                          AS a (provider, address)) AS a
                    WHERE NOT EXISTS (SELECT FROM notifications n WHERE n.kind = 'endpoint.unknown' AND n.acknowledged_at IS NULL
                        AND n.detail ->> 'provider' = a.provider AND n.detail ->> 'address' = a.address)
                    """
                ).named("notifications.unknown_endpoint")
            )
        }
        let results = try await executor.pipeline(statements)
        guard !closed.isEmpty, let told = results.first else { return [] }
        return try told.map { try $0.get("hotel") }
    }

    private static func call(_ reports: [(endpoint: EndpointID, receipt: DeliveryReceipt)]) -> SQL {
        let all = reports.map(\.receipt)
        return SQL(
            """
            SELECT * FROM merge_receipts(\(reports.map(\.endpoint)), \(all.map(\.deliveryID)),
                \(all.map { SafeText.withoutNUL($0.providerMessageID) }), \(all.map(\.state.rawValue)), \(all.map(\.occurredAt)),
                \(all.map { $0.errorCode.map(SafeText.withoutNUL) }), \(all.map { $0.errorTitle.map(SafeText.withoutNUL) }))
            """
        ).named("receipts.merge")
    }
}
