import Domain
import Foundation
import Postgres

extension EventStore {
    /// By index whatever the tables looked like when the plan was made, and planned once.
    static let planning: SQL = SQL(
        """
        SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
               set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
               set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
        """
    ).named("events.planning")

    static func headStatement(_ property: PropertyID) -> SQL {
        head(property).named("events.position")
    }

    private static func head(_ property: PropertyID) -> SQL {
        """
        SELECT pg_current_snapshot()::text AS snapshot, event_log_generation() AS generation,
               coalesce((SELECT l.floor FROM event_log l WHERE l.property_id = \(property)), '0'::xid8)::text AS floor,
               (SELECT e.xid FROM events e WHERE e.property_id = \(property)
                ORDER BY e.property_id DESC, e.xid DESC, e.id DESC LIMIT 1)::text AS newest
        """
    }

    /// The log's head, then the events a cursor has not seen, each with what it is about. One row without an event when
    /// there is none.
    ///
    /// Not seen is what was in progress at the cursor or began later: two looks at the index, however long ago the
    /// oldest open transaction of the server began.
    ///
    /// They are counted first, as `unseen`, without a look at what they are: when there are too many, none is read. Of
    /// half a page what it began with is counted, so that what comes while it is read does not end the reading: what
    /// began before its end and was committed after it is looked at and passed over, here as in the page itself.
    ///
    /// - Parameter most: how many there may be; nil for any number.
    static func pageStatement(_ property: PropertyID, _ cursor: EventCursor, _ limit: Int, most: Int? = nil) -> SQL {
        let last = cursor.page?.last ?? -1
        // Nothing from there on is seen by the page's end.
        let ends = cursor.page?.target.xmax ?? UInt64.max
        let allowed: Int = most ?? 0
        let counting: Int = most.map { $0 + 1 } ?? 0
        return SQL(
            """
            WITH head AS MATERIALIZED (\(fragment: head(property))
            ), target AS MATERIALIZED (
                SELECT coalesce(\(cursor.page?.target.description)::pg_snapshot, pg_current_snapshot()) AS snapshot,
                       \(String(cursor.base.xmax))::xid8 AS xmax, \(String(ends))::xid8 AS ends,
                       \(cursor.base.inProgress.map(String.init))::xid8[] AS in_progress
            ), counted AS MATERIALIZED (
                SELECT count(*) AS unseen
                FROM (
                    SELECT e.xid FROM events e
                    WHERE e.property_id = \(property) AND e.xid >= (SELECT t.xmax FROM target t)
                      AND e.xid < (SELECT t.ends FROM target t)
                      AND pg_visible_in_snapshot(e.xid, (SELECT t.snapshot FROM target t))
                    UNION ALL
                    SELECT e.xid FROM events e
                    WHERE e.property_id = \(property) AND e.xid = ANY ((SELECT t.in_progress FROM target t)::xid8[])
                      AND pg_visible_in_snapshot(e.xid, (SELECT t.snapshot FROM target t))
                    LIMIT \(counting)
                ) AS later
            ), page AS MATERIALIZED (
                SELECT fresh.*, row_number() OVER (ORDER BY fresh.id) AS place
                FROM (
                    SELECT e.id, e.xid, e.conversation_id, e.event_seq, e.kind, e.payload, e.created_at FROM events e
                    WHERE (SELECT n.unseen FROM counted n) <= \(allowed)
                      AND e.property_id = \(property) AND e.xid >= (SELECT t.xmax FROM target t)
                      AND e.xid < (SELECT t.ends FROM target t)
                      AND e.id > \(last) AND pg_visible_in_snapshot(e.xid, (SELECT t.snapshot FROM target t))
                    UNION ALL
                    SELECT e.id, e.xid, e.conversation_id, e.event_seq, e.kind, e.payload, e.created_at FROM events e
                    WHERE (SELECT n.unseen FROM counted n) <= \(allowed)
                      AND e.property_id = \(property) AND e.xid = ANY ((SELECT t.in_progress FROM target t)::xid8[])
                      AND e.id > \(last) AND pg_visible_in_snapshot(e.xid, (SELECT t.snapshot FROM target t))
                ) AS fresh
                ORDER BY fresh.id LIMIT \(limit)
            )
            SELECT p.id, p.xid::text AS xid, p.conversation_id, p.event_seq, p.kind, p.payload::text AS payload, p.created_at,
                (extract(epoch FROM clock_timestamp() - p.created_at) * 1000)::float8 AS age,
                m.id, m.seq, m.author, m.kind, m.body, m.created_at, m.turn_id, m.staff_id, m.staff_name, m.decision,
                m.flags, md.id, md.state,
                c.id, c.state, c.state_version, ep.channel, c.guest_id, g.display_name, c.assigned_staff_id,
                c.assigned_name, c.department_id, c.priority, c.tags, c.unread_count, c.last_message_at, c.last_author, c.escalation_reason,
                CASE WHEN c.running_turn_id IS NOT NULL THEN c.open_turn_id END, c.open_turn_messages, c.open_turn_opened_at,
                d.id, d.message_id, d.state, d.error_code,
                k.id, k.department_id, k.room, k.description, k.priority, k.status, k.assigned_staff_id, k.assigned_name,
                k.version, k.due_at, k.created_at,
                t.id, t.state, t.outcome, t.intent, t.confidence, t.draft IS NOT NULL,
                CASE WHEN p.place IS NULL OR p.place = 1 THEN h.snapshot END AS snapshot, h.generation, h.floor, h.newest,
                h.unseen
            FROM (SELECT head.*, (SELECT n.unseen FROM counted n) AS unseen FROM head) AS h
            LEFT JOIN page p ON true
            LEFT JOIN deliveries d ON d.id = (p.payload->>'deliveryId')::uuid
            LEFT JOIN messages m ON m.id = coalesce((p.payload->>'messageId')::uuid, d.message_id)
            LEFT JOIN LATERAL (
                SELECT x.id, x.state FROM deliveries x WHERE x.message_id = m.id AND m.author <> 'guest'
                ORDER BY x.created_at DESC, x.id DESC LIMIT 1
            ) AS md ON true
            LEFT JOIN conversations c ON c.id = p.conversation_id
            LEFT JOIN guests g ON g.id = c.guest_id
            LEFT JOIN endpoints ep ON ep.id = c.endpoint_id
            LEFT JOIN tasks k ON k.id = (p.payload->>'taskId')::uuid
            LEFT JOIN turns t ON t.id = (p.payload->>'turnId')::uuid
            ORDER BY p.id
            """
        ).named("events.page")
    }
}
