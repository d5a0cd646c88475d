package import Domain
package import Foundation
import Postgres

/// A message as staff read it. Its JSON is the contract's `Message`.
package struct MessageView: Sendable, Hashable, Encodable {
    package let id: MessageID
    package let conversationId: ConversationID
    /// Its number in the conversation; the only order there is.
    package let seq: Int
    package let author: Author
    /// Who of the staff, or which service, said it.
    package let staff: ColleagueView?
    package let kind: String
    package let content: String
    package let turnId: TurnID?
    /// What ingest decided about a guest's message.
    package let decision: Decision?
    /// Why, as `messages.decision_reason` says.
    package let decisionReason: String?
    package let flags: [String]
    package let createdAt: Date
    /// When the guest sent it, by the provider's clock.
    package let sentAt: Date?
    /// How far it has come; nil for guests' words.
    package let delivery: DeliveryView?

    /// A message, and its delivery in columns whose names begin with `delivery_`.
    init(_ row: Row) throws {
        id = try row.get("id")
        conversationId = try row.get("conversation_id")
        seq = try row.get("seq")
        author = try row.word("author")
        staff = ColleagueView(try row.get("staff_id"), try row.get("staff_name"))
        kind = try row.get("kind")
        content = try row.get("body")
        turnId = try row.get("turn_id")
        decision = try row.get("decision", as: String?.self).flatMap { Decision(rawValue: $0) }
        decisionReason = try row.get("decision_reason")
        flags = try row.get("flags")
        createdAt = try row.get("created_at")
        sentAt = try row.get("sent_at")
        delivery = try row.get("delivery_id", as: DeliveryID?.self) == nil ? nil : DeliveryView(row)
    }
}

/// A message on its way to a guest, as staff watch it. Its JSON is the contract's `Delivery`.
package struct DeliveryView: Sendable, Hashable, Encodable {
    package let id: DeliveryID
    package let messageId: MessageID
    package let conversationId: ConversationID
    package let state: DeliveryState
    package let attempts: Int
    /// What the last refusal meant.
    package let errorClass: String?
    /// The provider's code of the last refusal.
    package let errorCode: String?
    package let createdAt: Date
    package let sentAt: Date?
    package let deliveredAt: Date?
    package let readAt: Date?
    package let failedAt: Date?

    init(_ row: Row) throws {
        id = try row.get("delivery_id")
        messageId = try row.get("delivery_message_id")
        conversationId = try row.get("delivery_conversation_id")
        state = try row.word("delivery_state")
        attempts = Int(try row.get("delivery_attempts", as: Int32.self))
        errorClass = try row.get("delivery_error_class")
        errorCode = try row.get("delivery_error_code")
        createdAt = try row.get("delivery_created_at")
        sentAt = try row.get("delivery_sent_at")
        deliveredAt = try row.get("delivery_delivered_at")
        readAt = try row.get("delivery_read_at")
        failedAt = try row.get("delivery_failed_at")
    }

    /// A delivery's columns, under the names they are read by.
    static let columns: SQL = """
        d.id AS delivery_id, d.message_id AS delivery_message_id, d.conversation_id AS delivery_conversation_id,
        d.state AS delivery_state, d.attempts AS delivery_attempts, d.error_class AS delivery_error_class,
        d.error_code AS delivery_error_code, d.created_at AS delivery_created_at, d.sent_at AS delivery_sent_at,
        d.delivered_at AS delivery_delivered_at, d.read_at AS delivery_read_at, d.failed_at AS delivery_failed_at
        """
}
