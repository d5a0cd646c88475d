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
    /// Whether the assistant is busy with what the guest asked earlier, and the last words wait.
    package let isWithEarlierQuestion: Bool
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

extension GuestMessageView {
    /// Reads a row.
    init(_ row: Row) throws {
        self.init(
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
    ///   - cursor: gives what was not given yet when it was made; nil gives the newest.
    ///   - limit: the most messages.
    package func page(
        of session: GuestSession,
        after cursor: GuestCursor?,
        limit: Int
    ) async throws -> (conversation: GuestConversationView?, page: GuestHistoryPage) {
        let piece =
            if let cursor {
                Self.unseen(after: cursor, limit: limit)
            } else {
                Self.newest(limit: limit)
            }
        let results = try await scope.pipeline([Self.conversationQuery(session), Self.words(of: session, piece)])
        let found = try GuestWords(results[1])
        return (
            try Self.conversation(results[0]),
            cursor.map { found.page(after: $0, limit: limit) } ?? found.newest(limit: limit)
        )
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
        return try rows.first.map(GuestMessageView.init)
    }

    private static func conversationQuery(_ session: GuestSession) -> SQL {
        SQL(
            """
            SELECT c.id, c.state <> 'resolved' AS is_open, c.state = 'escalated' AS is_with_people,
                   c.running_turn_id IS NOT NULL AND c.open_turn_id IS NOT NULL AS is_with_earlier_question
            FROM conversations c
            WHERE c.guest_id = \(session.guest) AND c.endpoint_id = \(session.endpoint)
            ORDER BY c.state <> 'resolved' DESC, c.created_at DESC, c.id DESC LIMIT 1
            """
        ).named("chat.conversation")
    }

    /// A row for each conversation, or for each word of it that is in the piece.
    ///
    /// - Parameter piece: which of each lane's ``word`` it is, in the order to go through them.
    private static func words(of session: GuestSession, _ piece: SQL) -> SQL {
        SQL(
            """
            WITH lane AS (
                SELECT c.id, c.created_at, c.message_seq, c.sending_delivery_id FROM conversations c
                WHERE c.guest_id = \(session.guest) AND c.endpoint_id = \(session.endpoint)
                ORDER BY c.state <> 'resolved' DESC, c.created_at DESC, c.id DESC
                LIMIT \(Int64(GuestCursor.mostConversations))
            ), piece AS (
                \(fragment: piece)
            )
            SELECT l.id AS conversation_id, l.message_seq, p.id, p.seq, p.author, p.created_at, p.provider_message_id, p.is_visible,
                   p.is_late, CASE WHEN p.is_visible THEN p.body ELSE '' END AS body
            FROM lane l LEFT JOIN piece p ON p.conversation_id = l.id
            ORDER BY coalesce(p.is_late, false) DESC, l.created_at, l.id, p.seq
            """
        ).named("chat.history")
    }

    /// The words of the lane `l`; what stands behind it says which. Their deliveries are looked up one by one, so it
    /// goes through a lane by `seq` and has a limit of its own: a long history must not be read to show its end.
    ///
    /// Words count as shown once the channel took them. On the web that is our own doing: `unknown` only says that a
    /// node died between handing them over and storing it, and by then the fence had let them pass.
    private static let word: SQL = """
        SELECT m.id, m.conversation_id, m.seq, m.author, m.body, m.created_at, m.provider_message_id,
               l.created_at AS lane_created_at, fate.is_visible
        FROM messages m CROSS JOIN LATERAL (
            SELECT m.author = 'guest'
                       OR coalesce(bool_or(d.state IN ('sent', 'delivered', 'read', 'unknown')), false) AS is_visible,
                   m.author <> 'guest' AND coalesce(bool_or(d.state IN ('queued', 'sending')), false) AS is_pending
            FROM deliveries d WHERE d.message_id = m.id
        ) fate
        WHERE m.conversation_id = l.id
        """

    /// The newest that may be seen, and all that is still on its way: what is queued has an index of its own, and what is
    /// being handed over the lane names. Neither may read every delivery there ever was.
    private static func newest(limit: Int) -> SQL {
        let (most, mostPending) = (Int64(limit) + 1, Int64(GuestCursor.mostPending) + 1)
        return """
            (SELECT w.*, false AS is_late FROM lane l CROSS JOIN LATERAL (
                 \(fragment: word) AND fate.is_visible ORDER BY m.seq DESC LIMIT \(most)
             ) w
             ORDER BY w.lane_created_at DESC, w.conversation_id DESC, w.seq DESC LIMIT \(most))
            UNION ALL
            (SELECT w.*, false FROM lane l CROSS JOIN LATERAL (
                 \(fragment: word) AND fate.is_pending AND NOT fate.is_visible AND m.id IN (
                     SELECT o.message_id FROM deliveries o WHERE o.conversation_id = l.id AND o.is_queued
                     UNION ALL
                     SELECT o.message_id FROM deliveries o WHERE o.id = l.sending_delivery_id
                 )
                 ORDER BY m.seq LIMIT \(mostPending)
             ) w
             ORDER BY w.lane_created_at, w.conversation_id, w.seq LIMIT \(mostPending))
            """
    }

    /// What a cursor has passed and was on its way then, and what is behind it; a conversation it does not name is.
    ///
    /// How far each lane was read is worked out beforehand: an expression in the condition itself would, for people's
    /// role, keep it out of the index, and every word be read to find the few new ones.
    private static func unseen(after cursor: GuestCursor, limit: Int) -> SQL {
        let most = Int64(limit + 2 * GuestCursor.mostPending) + 1
        return """
            WITH reader AS MATERIALIZED (
                SELECT l.id, l.created_at, coalesce(s.seq, 0) AS seq
                FROM lane l LEFT JOIN unnest(\(cursor.positions.map(\.conversation)), \(cursor.positions.map { Int64($0.seq) }))
                    AS s (id, seq) ON s.id = l.id
            )
            SELECT f.* FROM (
                SELECT w.*, true AS is_late FROM reader l CROSS JOIN LATERAL (
                    \(fragment: word) AND (fate.is_visible OR fate.is_pending)
                      AND m.id = ANY (\(cursor.pending)) AND m.seq <= l.seq
                ) w
                UNION ALL
                SELECT w.*, false FROM reader l CROSS JOIN LATERAL (
                    \(fragment: word) AND (fate.is_visible OR fate.is_pending) AND m.seq > l.seq
                    ORDER BY m.seq LIMIT \(most)
                ) w
            ) f
            ORDER BY f.is_late DESC, f.lane_created_at, f.conversation_id, f.seq LIMIT \(most)
            """
    }

    private static func conversation(_ rows: Rows) throws -> GuestConversationView? {
        try rows.first.map { row in
            GuestConversationView(
                id: try row.get("id"),
                isOpen: try row.get("is_open"),
                isWithPeople: try row.get("is_with_people"),
                isWithEarlierQuestion: try row.get("is_with_earlier_question")
            )
        }
    }
}
