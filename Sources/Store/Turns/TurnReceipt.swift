package import Domain
package import Foundation
import Postgres

/// How one answer came about, as staff and integrations read it. Its JSON is the contract's `Turn`.
package struct TurnReceipt: Sendable, Encodable {
    package let id: TurnID
    package let conversationId: ConversationID
    package let state: TurnState
    /// How it ended, in a word of its own record.
    package let outcome: String?
    /// What ended the gathering of the guest's words: `channel`, `explicit`, `predicted` or `timeout`.
    package let gatheredBy: String?
    /// How often an engine was asked, begun again after a node was lost included.
    package let attempts: Int
    package let engine: String?
    package let intent: String?
    package let confidence: Double?
    /// The code of what went wrong with the engine.
    package let error: String?
    /// What was thought and not said.
    package let draft: String?
    /// The first turn of a chain of which each superseded the one before.
    package let groupId: TurnID?
    /// The turn that answers in its stead.
    package let supersededBy: TurnID?
    /// The turn that had gathered what the guest wrote meanwhile.
    package let nextTurnId: TurnID?
    package let openedAt: Date
    package let startedAt: Date?
    package let finishedAt: Date?
    /// What the guest wrote, then what was said, each with how far it has come.
    package let messages: [MessageView]
    /// The work it promised.
    package let tasks: [TaskView]

    fileprivate init(_ row: Row, messages: [MessageView], tasks: [TaskView]) throws {
        id = try row.get("id")
        conversationId = try row.get("conversation_id")
        state = try row.word("state")
        outcome = try row.get("outcome")
        gatheredBy = try row.get("gathered_by")
        attempts = Int(try row.get("attempts", as: Int32.self))
        engine = try row.get("engine")
        intent = try row.get("intent")
        confidence = try row.get("confidence")
        error = try row.get("error")
        draft = try row.get("draft")
        groupId = try row.get("group_id")
        supersededBy = try row.get("superseded_by")
        nextTurnId = try row.get("next_turn_id")
        openedAt = try row.get("opened_at")
        startedAt = try row.get("started_at")
        finishedAt = try row.get("finished_at")
        self.messages = messages
        self.tasks = tasks
    }
}

extension DeskReader {
    /// How an answer came about, in one round trip; nil when there is no such turn here.
    package func turn(_ id: TurnID) async throws -> TurnReceipt? {
        let answers = try await executor.pipeline([
            Self.turn(id), Self.messages(ofTurn: id), TaskDesk.ofTurn(id),
        ])
        guard let row = answers[0].first else { return nil }
        return try TurnReceipt(
            row,
            messages: answers[1].map(MessageView.init),
            tasks: answers[2].map(TaskView.init)
        )
    }

    private static func turn(_ id: TurnID) -> SQL {
        SQL(
            """
            SELECT t.id, t.conversation_id, t.state, t.outcome, t.gathered_by, t.attempts, t.engine, t.intent, t.confidence, t.error,
                   t.draft, t.group_id, t.superseded_by, t.opened_at, t.started_at, t.finished_at,
                   -- Whoever superseded it; else the one that was gathering when it ended.
                   coalesce(t.superseded_by, (SELECT n.id FROM turns n WHERE n.conversation_id = t.conversation_id
                        AND n.opened_at > t.opened_at AND n.opened_at <= t.finished_at ORDER BY n.opened_at LIMIT 1)) AS next_turn_id
            FROM turns t WHERE t.id = \(id)
            """
        ).named("turns.receipt")
    }

    private static func messages(ofTurn id: TurnID) -> SQL {
        SQL(
            """
            SELECT \(fragment: messageColumns)
            FROM messages m \(fragment: latestDelivery) WHERE m.turn_id = \(id) ORDER BY m.seq LIMIT 1000
            """
        ).named("messages.of_turn")
    }
}
