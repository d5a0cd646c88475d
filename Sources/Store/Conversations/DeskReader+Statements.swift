import Domain
import Postgres

extension DeskReader {
    /// Conversations by their ids, in the order given.
    static func conversations(_ ids: [ConversationID]) -> SQL {
        SQL(
            """
            SELECT c.id, c.state, c.state_version, e.channel, c.endpoint_id, e.display_name AS endpoint_name,
                c.guest_id, g.display_name AS guest_name, g.language AS guest_language, g.vip AS guest_vip,
                (SELECT s.room FROM stay_of(c.guest_id) AS s) AS guest_room,
                c.assigned_staff_id, c.assigned_name, c.department_id, d.code AS department_code, d.name AS department_name,
                c.priority, c.tags, c.unread_count, c.current_intent, c.escalation_reason, c.resolution, c.message_seq,
                m.seq AS last_seq, m.author AS last_author, left(m.body, 280) AS last_excerpt, m.created_at AS last_created_at,
                c.window_expires_at, e.channel IN ('sms', 'relay') AND (SELECT true FROM opt_outs o
                    WHERE o.endpoint_id = c.endpoint_id AND o.kind = c.recipient_kind AND o.value = c.recipient_value) IS NOT NULL AS opted_out,
                now() AS moment, c.open_turn_id, c.open_turn_opened_at, c.open_turn_messages,
                c.running_turn_id, c.previous_id, c.created_at,
                c.last_message_at AS last_activity_at, c.escalated_at, c.resolved_at
            FROM unnest(\(ids)) WITH ORDINALITY AS i (id, place)
            JOIN conversations c ON c.id = i.id
            JOIN endpoints e ON e.id = c.endpoint_id
            JOIN guests g ON g.id = c.guest_id
            LEFT JOIN departments d ON d.id = c.department_id
            LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq = c.message_seq
            ORDER BY i.place
            """
        ).named("conversations.by_ids")
    }

    /// Messages by their ids, in the order given.
    static func messages(_ ids: [MessageID]) -> SQL {
        SQL(
            """
            SELECT \(fragment: messageColumns)
            FROM unnest(\(ids)) WITH ORDINALITY AS i (id, place) JOIN messages m ON m.id = i.id
            \(fragment: latestDelivery) ORDER BY i.place
            """
        ).named("messages.by_ids")
    }

    /// Deliveries by their ids, in the order given.
    static func deliveries(_ ids: [DeliveryID]) -> SQL {
        SQL(
            """
            SELECT \(fragment: DeliveryView.columns)
            FROM unnest(\(ids)) WITH ORDINALITY AS i (id, place) JOIN deliveries d ON d.id = i.id ORDER BY i.place
            """
        ).named("deliveries.by_ids")
    }

    /// A message's columns, with its delivery's.
    static let messageColumns: SQL = """
        m.id, m.conversation_id, m.seq, m.author, m.staff_id, m.staff_name, m.kind, m.body, m.turn_id, m.decision,
        m.decision_reason, m.flags, m.created_at, m.sent_at, \(fragment: DeliveryView.columns)
        """

    /// The delivery of a message `m`, the newest of them should there be several.
    static let latestDelivery: SQL = """
        LEFT JOIN LATERAL (
            SELECT * FROM deliveries x WHERE x.message_id = m.id ORDER BY x.created_at DESC, x.id DESC LIMIT 1
        ) AS d ON true
        """

    /// Newest first, for its limit; callers turn it round.
    static func page(of id: ConversationID, before: Int?, limit: Int) -> SQL {
        SQL(
            """
            SELECT \(fragment: messageColumns) FROM messages m \(fragment: latestDelivery)
            WHERE m.conversation_id = \(id) AND m.seq < \(before ?? Int.max)
            ORDER BY m.seq DESC LIMIT \(Int32(clamping: limit))
            """
        ).named("messages.before")
    }

    static func exists(_ id: ConversationID) -> SQL {
        SQL("SELECT c.id FROM conversations c WHERE c.id = \(id)").named("conversations.exists")
    }

    static func guest(of id: ConversationID) -> SQL {
        SQL(
            """
            SELECT \(fragment: GuestSummary.columns)
            FROM conversations c JOIN guests g ON g.id = c.guest_id WHERE c.id = \(id)
            """
        ).named("guest.of_conversation")
    }

    static func look(atGuestOf id: ConversationID, by reader: Principal) -> SQL {
        SQL(
            """
            INSERT INTO audit (property_id, actor, action, subject, detail)
            SELECT c.property_id, \(reader.key), 'guest.read', 'guest:' || c.guest_id,
                   jsonb_build_object('conversationId', c.id)
            FROM conversations c WHERE c.id = \(id)
            """
        ).named("guest.audit_conversation")
    }

    static func transitions(of id: ConversationID) -> SQL {
        SQL("SELECT t.* FROM transitions t WHERE t.conversation_id = \(id) ORDER BY t.id DESC LIMIT 100")
            .named("transitions.newest")
    }

    static func drafts(of id: ConversationID) -> SQL {
        SQL(
            """
            SELECT t.id, t.draft, t.intent, t.confidence, t.finished_at FROM turns t
            WHERE t.conversation_id = \(id) AND t.draft IS NOT NULL AND t.finished_at IS NOT NULL
            ORDER BY t.opened_at DESC, t.id DESC LIMIT 5
            """
        ).named("turns.drafts")
    }
}
