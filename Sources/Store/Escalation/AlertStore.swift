package import Domain
import Foundation
package import Postgres

/// A conversation whose ladder of calls is to be looked at.
package struct DueAlert: Sendable, Hashable {
    package let conversation: ConversationID
    package let property: PropertyID
    package let waiting: WaitingConversation
}

/// What is to be done about a due alert.
package struct AlertMove: Sendable {
    package var conversation: ConversationID
    /// The step it was found at.
    package var step: Int
    /// The ladder it was found on.
    package var ladder: ConversationPriority
    package var look: LadderLook

    /// Names every part.
    package init(_ alert: DueAlert, _ look: LadderLook) {
        conversation = alert.conversation
        step = alert.waiting.step
        ladder = alert.waiting.ladder
        self.look = look
    }
}

/// Ladders of calls: found when they are due, climbed by one node.
package struct AlertStore: Sendable {
    private let executor: any PostgresExecutor

    /// Works through the router's pool.
    package init(_ executor: any PostgresExecutor) {
        self.executor = executor
    }

    /// Ladders that are due, the longest due first.
    package func due(limit: Int = 200) async throws -> [DueAlert] {
        let rows = try await executor.query(
            SQL("SELECT * FROM due_alerts(\(Int32(clamping: limit)))").named("alerts.due")
        )
        return try rows.map { row in
            let priority: ConversationPriority = try row.word("priority")
            return DueAlert(
                conversation: try row.get("conversation_id"),
                property: try row.get("property_id"),
                waiting: WaitingConversation(
                    step: Int(try row.get("step", as: Int32.self)),
                    ladder: try row.get("ladder", as: String?.self).flatMap(ConversationPriority.init) ?? priority,
                    priority: priority,
                    department: try row.get("department"),
                    intent: try row.get("intent"),
                    reason: try row.get("reason", as: String?.self).flatMap(EscalationReason.init),
                    isVIP: try row.get("vip"),
                    age: try row.get("age_ms", as: Double.self) / 1000
                )
            )
        }
    }

    /// Makes the ladders of these hotels due, whatever they were put off to: their rungs are others now.
    package func lookAgain(at hotels: [PropertyID]) async throws {
        guard !hotels.isEmpty else { return }
        _ = try await executor.query(
            SQL(
                """
                WITH held AS (
                    SELECT c.id FROM conversations c
                    WHERE c.property_id = ANY (\(hotels)) AND c.alert_due_at > now() ORDER BY c.id FOR NO KEY UPDATE
                )
                UPDATE conversations c SET alert_due_at = now() FROM held h WHERE c.id = h.id AND c.alert_due_at > now()
                """
            ).named("alerts.again")
        )
    }

    /// Makes moves. Whatever another node has moved meanwhile, or people have answered, stays as it is.
    ///
    /// - Returns: the hotels of the ladders that were climbed, one for each rung.
    @discardableResult
    package func make(_ moves: [AlertMove]) async throws -> [PropertyID] {
        guard !moves.isEmpty else { return [] }
        let rows = try await executor.query(
            SQL(
                """
                SELECT * FROM climb_alerts(\(moves.map(\.conversation)), \(moves.map { Int32(clamping: $0.step) }),
                    \(moves.map(\.ladder.rawValue)),
                    \(try moves.map { try $0.look.call.map { try JSONB(encoding: $0) } }), \(moves.map(\.look.priority?.rawValue)),
                    \(moves.map { $0.look.next.map { $0 * 1000 } }))
                """
            ).named("alerts.climb")
        )
        return try rows.filter { try $0.get("climbed") }.map { try $0.get("property_id") }
    }
}
