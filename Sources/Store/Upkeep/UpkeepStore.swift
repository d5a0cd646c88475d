package import Domain
package import Postgres

/// What the program does for the database beside the work itself.
package struct UpkeepStore: Sendable {
    private let executor: any PostgresExecutor

    /// How old the oldest waiting things are; nil when nothing waits.
    package struct Ages: Sendable, Hashable {
        package let unansweredGuest: Duration?
        package let dueTurn: Duration?
        package let queuedDelivery: Duration?
    }

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Makes the logs' partitions ahead of time. Returns how many were missing.
    @discardableResult
    package func ensureLogPartitions(monthsAhead: Int = 3) async throws -> Int {
        let rows = try await executor.query(
            SQL("SELECT ensure_log_partitions(\(Int32(clamping: monthsAhead))) AS made").named("upkeep.partitions")
        )
        return Int(try rows.first?.get("made", as: Int32.self) ?? 0)
    }

    /// Drops the months of the event log that ended so long ago; whoever has not read them is told of a gap. Returns how
    /// many were dropped.
    ///
    /// - Throws: `PostgresError` with `lockNotAvailable` when somebody reads the log meanwhile: a drop that waits has
    ///   every writer of events wait behind it, so it is rather tried again later.
    @discardableResult
    package func dropEvents(olderThan age: Duration) async throws -> Int {
        let rows = try await executor.pipeline([
            SQL("SELECT set_config('lock_timeout', '100ms', true)").named("upkeep.lock_timeout"),
            SQL("SELECT drop_event_partitions(now() - \(age.milliseconds) * interval '1 millisecond') AS dropped")
                .named("upkeep.drop_events"),
        ])
        return Int(try rows.last?.first?.get("dropped", as: Int32.self) ?? 0)
    }

    /// Closes conversations in which nothing is left to say or do. Returns the hotel of each.
    @discardableResult
    package func resolveIdle(after timeout: Duration, limit: Int = 500) async throws -> [PropertyID] {
        try await executor.query(
            SQL("SELECT resolve_idle(\(timeout.milliseconds), \(Int32(clamping: limit))) AS hotel").named(
                "upkeep.resolve_idle"
            )
        ).map { try $0.get("hotel") }
    }

    /// Forgets answers kept for idempotency keys whose time is over. Returns how many; as many as `limit` means: ask again.
    @discardableResult
    package func forgetAnswers(olderThan age: Duration, limit: Int = 1000) async throws -> Int {
        try await executor.query(
            SQL(
                """
                DELETE FROM idempotency_keys k USING (
                    SELECT property_id, principal, key FROM idempotency_keys
                    WHERE created_at < now() - \(age.milliseconds) * interval '1 millisecond'
                    ORDER BY created_at LIMIT \(Int32(clamping: limit)) FOR UPDATE SKIP LOCKED
                ) AS old
                WHERE k.property_id = old.property_id AND k.principal = old.principal AND k.key = old.key
                """
            ).named("upkeep.forget_answers")
        ).affected
    }

    /// Measures how long guests, turns and deliveries have been waiting; what waits at an endpoint that people closed is
    /// not late.
    package func ages() async throws -> Ages {
        let rows = try await executor.query(
            SQL(
                """
                SELECT (extract(epoch FROM now() - min(last_guest_message_at) FILTER (
                           WHERE last_author = 'guest' AND state <> 'resolved')) * 1000)::float8 AS unanswered,
                       (extract(epoch FROM now() - min(turn_due_at) FILTER (WHERE turn_due_at <= now())) * 1000)::float8 AS turn,
                       (extract(epoch FROM now() - min(delivery_due_at) FILTER (
                           WHERE delivery_due_at <= now() AND endpoint_id NOT IN (SELECT id FROM endpoints WHERE NOT sends))) * 1000)::float8 AS delivery
                FROM conversations
                WHERE turn_due_at IS NOT NULL OR delivery_due_at IS NOT NULL OR state = 'escalated'
                """
            ).named("upkeep.ages")
        )
        guard let row = rows.first else { return Ages(unansweredGuest: nil, dueTurn: nil, queuedDelivery: nil) }
        return Ages(
            unansweredGuest: try row.get("unanswered", as: Double?.self).map { .milliseconds($0) },
            dueTurn: try row.get("turn", as: Double?.self).map { .milliseconds($0) },
            queuedDelivery: try row.get("delivery", as: Double?.self).map { .milliseconds($0) }
        )
    }
}
