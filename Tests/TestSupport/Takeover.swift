package import Domain
package import Postgres

/// Somebody of the staff takes the next word, outside of every program: one statement, for races held at its lock.
package struct Takeover: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool, or a connection of it.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Takes a conversation that the AI has, as people's change does, once its lock is held.
    ///
    /// - Returns: the state after it; nil when the AI does not have it.
    @discardableResult
    package func escalate(_ conversation: ConversationID) async throws -> ConversationState? {
        let change = JSONB(
            text: """
                {"to": "escalated", "trigger": "escalate", "reason": "staff", "escalationReason": "staff",
                 "raisesOwnerEpoch": true, "raisesVersion": true, "silencesAI": true}
                """
        )
        let rows = try await executor.query(
            """
            WITH lane AS MATERIALIZED (SELECT id, state FROM conversations WHERE id = \(conversation) FOR NO KEY UPDATE)
            SELECT after.state
            FROM lane CROSS JOIN LATERAL apply_change(lane.id, \(change)) AS after
            WHERE lane.state IN ('new', 'active')
            """
        )
        return try rows.first.flatMap { ConversationState(rawValue: try $0.get("state")) }
    }
}
