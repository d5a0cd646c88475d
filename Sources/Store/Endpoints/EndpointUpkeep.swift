package import Domain
package import Foundation
package import Postgres

/// What a guest wrote to an endpoint that was closed, as it came.
package struct KeptWebhook: Sendable {
    /// The log's id of it.
    package let id: UUID
    package let receivedAt: Date
    package let endpoint: EndpointID
    package let property: PropertyID
    package let provider: String
    package let address: String
    package let channel: ChannelKind
    package let body: Bytes
}

/// What is done for endpoints beside the work itself, by every node alike.
package struct EndpointUpkeep: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Erases secrets whose time is over, ends the draining of endpoints that have nothing left to send, and tells people
    /// of words that wait at closed ones. Returns the hotels that were told.
    ///
    /// - Parameter settleTime: how long after its closing an endpoint drains at least: longer than nodes take to hear
    ///   of it.
    package func tend(settleTime: Duration) async throws -> [PropertyID] {
        try await executor.query(
            SQL("SELECT tend_endpoints(\(settleTime.milliseconds)) AS hotel").named("endpoints.tend")
        ).map { try $0.get("hotel") }
    }

    /// What guests wrote to endpoints while they were closed that are open now, the oldest first.
    ///
    /// It hops from one endpoint with kept words to the next in their index, and asks about no other: every node looks
    /// every second, hardly any endpoint was closed, and asking about each of six thousand took 0.8 s.
    ///
    /// - Parameter window: what came longer ago is not taken any more.
    package func kept(within window: Duration, limit: Int) async throws -> [KeptWebhook] {
        let recent: SQL = "x.created_at > now() - \(window.milliseconds) * interval '1 millisecond'"
        return try await executor.query(
            SQL(
                """
                WITH RECURSIVE closed AS (
                    (SELECT x.endpoint_id FROM receipts x
                     WHERE x.status = 'quarantined' AND x.reason = 'closed' AND \(fragment: recent)
                     ORDER BY x.endpoint_id LIMIT 1)
                    UNION ALL
                    SELECT n.endpoint_id FROM closed c CROSS JOIN LATERAL (
                        SELECT x.endpoint_id FROM receipts x
                        WHERE x.status = 'quarantined' AND x.reason = 'closed' AND x.endpoint_id > c.endpoint_id
                          AND \(fragment: recent)
                        ORDER BY x.endpoint_id LIMIT 1
                    ) AS n
                )
                SELECT r.id, r.created_at, r.body, e.id AS endpoint_id, e.property_id, e.provider, e.address, e.channel
                FROM closed c JOIN endpoints e ON e.id = c.endpoint_id
                CROSS JOIN LATERAL (
                    SELECT x.id, x.created_at, x.body FROM receipts x
                    WHERE x.endpoint_id = e.id AND x.status = 'quarantined' AND x.reason = 'closed' AND \(fragment: recent)
                    ORDER BY x.created_at LIMIT \(Int32(clamping: limit))
                ) AS r
                WHERE e.enabled ORDER BY r.created_at, r.id LIMIT \(Int32(clamping: limit))
                """
            ).named("endpoints.kept")
        ).map { row in
            KeptWebhook(
                id: try row.get("id"),
                receivedAt: try row.get("created_at"),
                endpoint: try row.get("endpoint_id"),
                property: try row.get("property_id"),
                provider: try row.get("provider"),
                address: try row.get("address"),
                channel: try row.word("channel"),
                body: try row.get("body")
            )
        }
    }

    /// Notes that what was kept has been taken, or why it cannot be.
    ///
    /// - Parameter refusal: why not; nil when it was taken.
    package func settle(_ kept: KeptWebhook, refusal: String? = nil) async throws {
        _ = try await executor.query(
            SQL(
                """
                UPDATE receipts SET status = \(refusal == nil ? "accepted" : "quarantined"),
                    reason = \(refusal.map(SafeText.withoutNUL) ?? "taken when the endpoint was open again")
                WHERE id = \(kept.id) AND endpoint_id = \(kept.endpoint) AND status = 'quarantined' AND reason = 'closed'
                  AND created_at BETWEEN \(kept.receivedAt) - interval '1 second' AND \(kept.receivedAt) + interval '1 second'
                """
            ).named("endpoints.settle")
        )
    }
}
