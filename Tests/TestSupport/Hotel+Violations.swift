import Postgres

extension Hotel {
    /// Everything in the database that contradicts what the schema promises, one sentence each; empty when all is well.
    package func violations() async throws -> [String] {
        var found: [String] = []
        for (promise, query) in Self.promises {
            let broken = try await value("SELECT count(*) FROM (\(fragment: query)) AS broken", as: Int.self)
            if broken > 0 { found.append("\(broken) × not so: \(promise)") }
        }
        return found
    }

    /// What must always hold, and the query that finds where it does not.
    private static let promises: [(String, SQL)] = [
        (
            "messages are numbered without gaps, up to the lane's message_seq",
            """
            SELECT c.id FROM conversations c LEFT JOIN messages m ON m.conversation_id = c.id GROUP BY c.id
            HAVING count(m.id) <> c.message_seq OR coalesce(max(m.seq), 0) <> c.message_seq
            """
        ),
        (
            "events are numbered without gaps, up to the lane's event_seq",
            """
            SELECT c.id FROM conversations c LEFT JOIN events e ON e.conversation_id = c.id GROUP BY c.id
            HAVING count(e.id) <> c.event_seq OR count(DISTINCT e.event_seq) <> c.event_seq
                OR coalesce(max(e.event_seq), 0) <> c.event_seq
            """
        ),
        (
            "whoever reads the log by its ids reads a conversation's events in their order",
            """
            SELECT FROM (SELECT event_seq, lag(event_seq) OVER (PARTITION BY conversation_id, xid ORDER BY id) AS before
                         FROM events) AS e WHERE e.before > e.event_seq
            """
        ),
        (
            "a lane's open turn is the one that accumulates",
            """
            SELECT FROM conversations c
            FULL JOIN (SELECT * FROM turns WHERE state = 'accumulating') AS t ON t.conversation_id = c.id
            WHERE c.open_turn_id IS DISTINCT FROM t.id
            """
        ),
        (
            "a lane's running turn is the one that runs",
            """
            SELECT FROM conversations c FULL JOIN (SELECT * FROM turns WHERE state = 'running') AS t ON t.conversation_id = c.id
            WHERE c.running_turn_id IS DISTINCT FROM t.id
            """
        ),
        (
            "a lane is due when, and only when, it has a turn",
            """
            SELECT FROM conversations c
            WHERE (c.turn_due_at IS NOT NULL) <> (c.open_turn_id IS NOT NULL OR c.running_turn_id IS NOT NULL)
            """
        ),
        (
            "the AI thinks only where it owns the next word",
            "SELECT FROM conversations c WHERE c.state <> 'active' AND coalesce(c.open_turn_id, c.running_turn_id) IS NOT NULL"
        ),
        (
            "a guest's message is in a turn exactly when the AI is to answer it",
            """
            SELECT FROM messages m WHERE m.author = 'guest'
                AND (m.turn_id IS NOT NULL) <> (m.decision IN ('turn_opened', 'absorbed', 'queued'))
            """
        ),
        (
            "a turn that was opened has a message",
            """
            SELECT FROM turns t WHERE NOT EXISTS (SELECT FROM messages m WHERE m.turn_id = t.id AND m.author = 'guest')
            """
        ),
        (
            "every guest message has its key, and every key its message",
            """
            SELECT FROM (SELECT * FROM messages WHERE author = 'guest') AS m FULL JOIN message_keys k ON k.message_id = m.id
            WHERE m.id IS NULL OR k.key IS NULL OR k.decision <> m.decision
            """
        ),
        (
            "a lane sends the delivery that is being sent",
            """
            SELECT FROM conversations c
            FULL JOIN (SELECT * FROM deliveries WHERE state = 'sending') AS d ON d.conversation_id = c.id
            WHERE c.sending_delivery_id IS DISTINCT FROM d.id
            """
        ),
        (
            "a lane with something to send is due for it, and no other is",
            """
            SELECT FROM conversations c
            WHERE (c.delivery_due_at IS NOT NULL) <> EXISTS (
                SELECT FROM deliveries d WHERE d.conversation_id = c.id AND d.state IN ('queued', 'sending'))
            """
        ),
        (
            "the AI answers nobody who has not written",
            "SELECT FROM conversations c WHERE c.message_seq = 0 AND c.state = 'active'"
        ),
        (
            "what people say has a delivery, and the name of whoever said it",
            """
            SELECT FROM messages m WHERE m.author = 'staff' AND ((m.staff_name IS NULL AND NOT m.flags @> '{resent}') OR NOT EXISTS (
                SELECT FROM deliveries d WHERE d.message_id = m.id))
            """
        ),
        (
            "somebody is assigned only where people own the next word, or did",
            "SELECT FROM conversations c WHERE c.assigned_staff_id IS NOT NULL AND c.state IN ('new', 'active')"
        ),
        (
            "a task that is in hand is somebody's, and a pending one is nobody's",
            """
            SELECT FROM tasks t WHERE (t.status = 'assigned' AND t.assigned_staff_id IS NULL)
                OR (t.status = 'pending' AND t.assigned_staff_id IS NOT NULL)
                OR (t.status IN ('completed', 'cancelled')) <> (t.finished_at IS NOT NULL)
            """
        ),
        (
            "every guest has a name to be known by",
            "SELECT FROM guests g WHERE NOT EXISTS (SELECT FROM guest_identities i WHERE i.guest_id = g.id)"
        ),
    ]
}
