package import Domain
package import Postgres

/// Tells people who is not listened to for a while.
package struct BlockNotices: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Tells a hotel's people of its own callers, and the operator of addresses: at most once an hour of one caller of a
    /// hotel, and once an hour of addresses, however many there are and however many nodes refuse them.
    ///
    /// - Returns: the hotels that were told.
    @discardableResult
    package func tell(_ blocks: [CallerBlock]) async throws -> [PropertyID] {
        guard !blocks.isEmpty else { return [] }
        let results = try await executor.pipeline([
            // Two nodes come with the same caller: the second must see what the first has said.
            SQL("SELECT pg_advisory_xact_lock(hashtext('concierge.block.notices'))").named("blocks.lock"),
            SQL(
                """
                INSERT INTO notifications (property_id, kind, severity, detail)
                SELECT DISTINCT ON (b.property, CASE WHEN b.property IS NOT NULL THEN b.caller END, b.bucket) b.property, 'caller.blocked', 'warning',
                       jsonb_build_object('bucket', b.bucket, 'caller', b.caller, 'until', now() + b.time_ms * interval '1 millisecond')
                FROM unnest(\(blocks.map(\.bucket)), \(blocks.map(\.caller)), \(blocks.map(\.property)), \(blocks.map(\.time.milliseconds)))
                     WITH ORDINALITY AS b (bucket, caller, property, time_ms, n)
                WHERE (b.property IS NULL OR EXISTS (SELECT FROM properties p WHERE p.id = b.property))
                  -- Two questions, for one about both has no index.
                  AND NOT CASE WHEN b.property IS NULL
                      THEN EXISTS (SELECT FROM notifications n
                                   WHERE n.property_id IS NULL AND n.created_at > now() - interval '1 hour'
                                     AND n.kind = 'caller.blocked' AND n.detail ->> 'bucket' = b.bucket)
                      ELSE EXISTS (SELECT FROM notifications n
                                   WHERE n.property_id = b.property AND n.created_at > now() - interval '1 hour'
                                     AND n.kind = 'caller.blocked' AND n.detail ->> 'bucket' = b.bucket
                                     AND n.detail ->> 'caller' = b.caller) END
                ORDER BY b.property, CASE WHEN b.property IS NOT NULL THEN b.caller END, b.bucket, b.n
                RETURNING property_id
                """
            ).named("blocks.notice"),
        ])
        return try results.last?.compactMap { try $0.get("property_id", as: PropertyID?.self) } ?? []
    }
}
