package import Domain
package import Postgres

/// Changes of who owns the next word, outside of a turn's own commit.
package struct ConversationStore: Sendable {
    private let executor: any PostgresExecutor

    /// A conversation's state after a change.
    package struct Standing: Sendable, Hashable {
        package let state: ConversationState
        package let version: Int
        package let ownerEpoch: Int
        /// Whether anything changed; escalating the escalated does not.
        package let isChange: Bool
    }

    /// Works through the router's pool, or a transaction of it.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Gives the next word to people and makes sure that the AI says nothing after it.
    ///
    /// - Returns: the standing after it; nil when there is no such conversation.
    package func escalate(
        _ conversation: ConversationID,
        reason: EscalationReason,
        by actor: ActorKind,
        staff: StaffID? = nil
    ) async throws -> Standing? {
        let rows = try await executor.query(
            SQL("SELECT * FROM escalate_conversation(\(conversation), \(reason.rawValue), \(actor.rawValue), \(staff))")
                .named("conversations.escalate")
        )
        return try rows.first.map { row in
            Standing(
                state: try row.word("state"),
                version: try row.get("state_version"),
                ownerEpoch: try row.get("owner_epoch"),
                isChange: try row.get("changed")
            )
        }
    }
}
