package import Domain
package import Foundation
import Postgres

/// A conversation as its guest may see it: written out field by field, so that nothing else can slip in.
package struct GuestConversationView: Sendable, Hashable {
    package let id: ConversationID
    /// Whether words still belong to it; the next word after its end opens another.
    package let isOpen: Bool
    /// Whether people have it in hand, not the assistant.
    package let isWithPeople: Bool
}

/// A message as its guest may see it.
package struct GuestMessageView: Sendable, Hashable {
    package let id: MessageID
    package let conversation: ConversationID
    /// Its number in the conversation; what the guest may not see leaves gaps.
    package let seq: Int
    package let author: Author
    package let text: String
    package let createdAt: Date
    /// The provider's id of the guest's own words: the guest's id and the one their page gave the message.
    package let providerMessageID: String?
}

/// Where a guest's history goes on.
package struct GuestCursor: Sendable, Hashable {
    package var conversation: ConversationID
    package var seq: Int

    /// Names both.
    package init(conversation: ConversationID, seq: Int) {
        self.conversation = conversation
        self.seq = seq
    }
}

/// A piece of a guest's history.
package struct GuestHistoryPage: Sendable, Hashable {
    /// What may be seen, in order.
    package var messages: [GuestMessageView]
    /// Behind it everything is new. It stays before a message that is still on its way: what came after that one is
    /// given again with it, so a reader keeps messages by their ids.
    package var cursor: GuestCursor?
    /// Whether there is more than was asked for.
    package var hasMore: Bool
}

/// Reads what a guest on the web may see: own words at once; the hotel's once they are delivered; suppressed words,
/// drafts, notes and whatever else is staff's, never.
package struct GuestHistoryStore: Sendable {
    private let scope: PropertyScope

    /// Works at the scope's hotel.
    package init(_ scope: PropertyScope) {
        self.scope = scope
    }

    /// The hotel's name.
    package func hotelName() async throws -> String {
        let rows = try await scope.query(
            SQL("SELECT name FROM properties WHERE id = \(scope.property)").named("chat.hotel")
        )
        return try rows.first?.get("name") ?? ""
    }

    /// The guest's conversation: the open one, else the last; nil when there was none.
    package func conversation(of session: GuestSession) async throws -> GuestConversationView? {
        try Self.conversation(try await scope.query(Self.conversationQuery(session)))
    }

    /// The conversation and a piece of the history in one round trip.
    ///
    /// - Parameters:
    ///   - cursor: gives what is behind it; nil gives the newest.
    ///   - limit: the most messages, whether they may be seen or not.
    package func page(
        of session: GuestSession,
        after cursor: GuestCursor?,
        limit: Int
    ) async throws -> (conversation: GuestConversationView?, page: GuestHistoryPage) {
        let results = try await scope.pipeline([
            Self.conversationQuery(session), Self.messagesQuery(session, after: cursor, limit: limit),
        ])
        return (try Self.conversation(results[0]), try Self.page(results[1], after: cursor, limit: limit))
    }

    /// One of the guest's own messages; nil when it is nobody's or somebody else's.
    package func ownMessage(_ id: MessageID, of session: GuestSession) async throws -> GuestMessageView? {
        let rows = try await scope.query(
            SQL(
                """
                SELECT m.id, m.conversation_id, m.seq, m.author, m.body, m.created_at, m.provider_message_id
                FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE m.id = \(id) AND m.author = 'guest' AND c.guest_id = \(session.guest)
                  AND c.endpoint_id = \(session.endpoint)
                """
            ).named("chat.own_message")
        )
        return try rows.first.map(Self.message)
    }

    private static func conversationQuery(_ session: GuestSession) -> SQL {
        SQL(
            """
            SELECT c.id, c.state <> 'resolved' AS is_open, c.state = 'escalated' AS is_with_people
            FROM conversations c
            WHERE c.guest_id = \(session.guest) AND c.endpoint_id = \(session.endpoint)
            ORDER BY c.state <> 'resolved' DESC, c.created_at DESC, c.id DESC LIMIT 1
            """
        ).named("chat.conversation")
    }

    /// Words count as shown once the channel took them. On the web that is our own doing: `unknown` only says that a
    /// node died between handing them over and storing it, and by then the fence had let them pass.
    private static func messagesQuery(_ session: GuestSession, after cursor: GuestCursor?, limit: Int) -> SQL {
        let isForward = cursor != nil
        return SQL(
            """
            WITH lane AS (
                SELECT c.id, c.created_at FROM conversations c
                WHERE c.guest_id = \(session.guest) AND c.endpoint_id = \(session.endpoint)
            ), seen AS (
                SELECT l.created_at, l.id FROM lane l WHERE l.id = \(cursor?.conversation)
            ), piece AS (
                SELECT m.*, l.created_at AS lane_created_at
                FROM lane l JOIN messages m ON m.conversation_id = l.id
                WHERE NOT \(isForward) OR NOT EXISTS (SELECT FROM seen) OR (l.created_at, l.id) > (SELECT s.created_at, s.id FROM seen s)
                   OR (l.id = \(cursor?.conversation) AND m.seq > \(Int64(cursor?.seq ?? 0)))
                ORDER BY CASE WHEN \(isForward) THEN l.created_at END, CASE WHEN \(isForward) THEN l.id END,
                         CASE WHEN \(isForward) THEN m.seq END,
                         l.created_at DESC, l.id DESC, m.seq DESC
                LIMIT \(Int64(limit) + 1)
            ), fate AS (
                SELECT p.*,
                       p.author = 'guest' OR EXISTS (SELECT FROM deliveries d WHERE d.message_id = p.id
                           AND d.state IN ('sent', 'delivered', 'read', 'unknown')) AS is_visible,
                       p.author <> 'guest' AND EXISTS (SELECT FROM deliveries d WHERE d.message_id = p.id
                           AND d.state IN ('queued', 'sending')) AS is_pending
                FROM piece p
            )
            SELECT f.id, f.conversation_id, f.seq, f.author, f.created_at, f.provider_message_id, f.is_visible, f.is_pending,
                   CASE WHEN f.is_visible THEN f.body ELSE '' END AS body
            FROM fate f ORDER BY f.lane_created_at, f.conversation_id, f.seq
            """
        ).named("chat.history")
    }

    private static func conversation(_ rows: Rows) throws -> GuestConversationView? {
        try rows.first.map { row in
            GuestConversationView(
                id: try row.get("id"),
                isOpen: try row.get("is_open"),
                isWithPeople: try row.get("is_with_people")
            )
        }
    }

    private static func page(_ rows: Rows, after cursor: GuestCursor?, limit: Int) throws -> GuestHistoryPage {
        var page = GuestHistoryPage(messages: [], cursor: cursor, hasMore: rows.count > limit)
        // One more than asked for tells whether there is more: it is at the far end of the direction of reading.
        let shown = cursor == nil ? Array(rows.suffix(limit)) : Array(rows.prefix(limit))
        var isSettled = true
        for row in shown {
            if try row.get("is_visible", as: Bool.self) { page.messages.append(try message(row)) }
            if try row.get("is_pending", as: Bool.self) { isSettled = false }
            // A full page goes on whatever is pending, or its reader would be given the same page for ever.
            if isSettled || (page.hasMore && cursor != nil) {
                page.cursor = GuestCursor(
                    conversation: try row.get("conversation_id"),
                    seq: Int(try row.get("seq", as: Int64.self))
                )
            }
        }
        return page
    }

    private static func message(_ row: Row) throws -> GuestMessageView {
        GuestMessageView(
            id: try row.get("id"),
            conversation: try row.get("conversation_id"),
            seq: Int(try row.get("seq", as: Int64.self)),
            author: try row.word("author"),
            text: try row.get("body"),
            createdAt: try row.get("created_at"),
            providerMessageID: try row.get("provider_message_id")
        )
    }
}
