package import Domain
package import Postgres

/// Tells people that their hotel's routing rules, or another of its policies, did not work, or keep guests unanswered.
package struct RuleNotices: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Tells the people of these hotels, at most once an hour about one trouble, however many nodes have it.
    ///
    /// - Parameter troubles: with each hotel what is wrong: a word of the program's.
    /// - Returns: the hotels that were told.
    @discardableResult
    package func tell(_ troubles: [(property: PropertyID, kind: String)]) async throws -> [PropertyID] {
        guard !troubles.isEmpty else { return [] }
        let results = try await executor.pipeline([
            // Two nodes come with the same trouble: the second must see what the first has said.
            SQL("SELECT pg_advisory_xact_lock(hashtext('concierge.rules.notices'))").named("rules.lock"),
            SQL(
                """
                INSERT INTO notifications (property_id, kind, severity)
                SELECT p.id, t.kind, 'warning'
                FROM unnest(\(troubles.map(\.property)), \(troubles.map(\.kind))) AS t (property_id, kind)
                JOIN properties p ON p.id = t.property_id
                WHERE NOT EXISTS (SELECT FROM notifications n WHERE n.property_id = t.property_id AND n.kind = t.kind
                                  AND n.created_at > now() - interval '1 hour')
                RETURNING property_id
                """
            ).named("rules.notice"),
        ])
        return try results.last?.map { try $0.get("property_id") } ?? []
    }
}
