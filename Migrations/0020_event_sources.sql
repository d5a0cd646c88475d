-- What happened without anybody being told of it: notifications, deliveries that are not made after all, and what is done
-- now and then by the program itself.

-- People are told where they are, by the event; the notification says the rest. Those of no hotel are nobody's.
CREATE FUNCTION log_notification() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.property_id IS NULL THEN RETURN NULL; END IF;
    INSERT INTO events (property_id, kind, payload)
    VALUES (NEW.property_id, CASE WHEN TG_OP = 'INSERT' THEN 'notification.created' ELSE 'notification.acknowledged' END,
        jsonb_strip_nulls(jsonb_build_object('notificationId', NEW.id, 'kind', NEW.kind, 'severity', NEW.severity,
            'conversationId', NEW.conversation_id)));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION log_notification() IS 'Appends an event to a hotel''s log when there is something to be told, and when somebody has seen it.';
GRANT CREATE ON SCHEMA public TO concierge_router;
ALTER FUNCTION log_notification() OWNER TO concierge_router;
REVOKE CREATE ON SCHEMA public FROM concierge_router;
REVOKE ALL ON FUNCTION log_notification() FROM PUBLIC;
CREATE TRIGGER notifications_created AFTER INSERT ON notifications
    FOR EACH ROW EXECUTE FUNCTION log_notification();
CREATE TRIGGER notifications_acknowledged AFTER UPDATE OF acknowledged_at ON notifications
    FOR EACH ROW WHEN (OLD.acknowledged_at IS NULL AND NEW.acknowledged_at IS NOT NULL) EXECUTE FUNCTION log_notification();

-- As 0007 made it, now telling of every delivery it silences.
CREATE OR REPLACE FUNCTION finish_turns(
    item_turn       uuid[],
    item_lease      uuid[],
    item_outcome    text[],     -- answered | escalated | failed
    item_answer     text[],     -- the AI's words as a whole, which become a draft when they are refused
    item_draft      text[],     -- for staff only
    item_reason     text[],     -- why it goes to people; NULL when it does not
    item_priority   text[],
    item_intent     text[],
    item_confidence double precision[],
    item_engine     text[],
    item_error      text[],
    word_item       integer[],  -- what is said, flattened, in order: the answer in as many parts as the channel needs, then the notice
    word_author     text[],     -- ai | system
    word_text       text[],
    task_item       integer[],
    task_department text[],
    task_room       text[],
    task_text       text[],
    task_items      jsonb[],
    task_priority   text[],
    task_due_ms     double precision[]
) RETURNS SETOF turn_result
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    lanes uuid[];
BEGIN
    SELECT array_agg(t.conversation_id) INTO lanes FROM turns t WHERE t.id = ANY (item_turn);
    PERFORM FROM conversations WHERE id = ANY (lanes) ORDER BY id FOR NO KEY UPDATE;

    -- Promised work must reach somebody, even in a hotel that named no department yet.
    IF cardinality(task_item) > 0 THEN
        INSERT INTO departments (property_id, code, name)
        SELECT DISTINCT t.property_id, 'front_desk', 'Front desk'
        FROM unnest(task_item) AS x (n) JOIN turns t ON t.id = item_turn[x.n]
        WHERE NOT EXISTS (SELECT FROM departments d WHERE d.property_id = t.property_id)
        ORDER BY t.property_id
        ON CONFLICT DO NOTHING;
    END IF;

    RETURN QUERY
    WITH input AS (
        SELECT i.*, i.ord::integer AS n
        FROM unnest(item_turn, item_lease, item_outcome, item_answer, item_draft, item_reason, item_priority,
                    item_intent, item_confidence, item_engine, item_error)
             WITH ORDINALITY AS i (turn, lease, outcome, answer, draft, reason, priority, intent, confidence, engine, error, ord)
    ), word AS (
        SELECT w.n, w.author, w.body, row_number() OVER (PARTITION BY w.n ORDER BY w.ord) AS place
        FROM unnest(word_item, word_author, word_text) WITH ORDINALITY AS w (n, author, body, ord)
    ), mine AS (
        SELECT i.*, t.conversation_id, t.owner_epoch,
               (SELECT count(*) FROM word w WHERE w.n = i.n) AS words,
               (SELECT w.author FROM word w WHERE w.n = i.n ORDER BY w.place DESC LIMIT 1) AS last_word_by,
               (SELECT count(*) FROM unnest(task_item) AS x (n) WHERE x.n = i.n) AS tasks,
               (SELECT count(*) FROM deliveries d
                WHERE i.reason IS NOT NULL AND d.conversation_id = t.conversation_id AND d.is_queued AND d.author = 'ai') AS silences
        FROM input i JOIN turns t ON t.id = i.turn
        WHERE t.state = 'running' AND t.lease_token = i.lease
    ), overtaken AS (
        -- People took over while it was thought: its words come in as a draft, once.
        UPDATE turns t
        SET lease_token = NULL, draft = coalesce(i.answer, i.draft), intent = i.intent, confidence = i.confidence,
            engine = i.engine, error = i.error
        FROM input i
        WHERE t.id = i.turn AND t.state = 'discarded' AND t.lease_token = i.lease
        RETURNING t.id AS turn, t.property_id, t.conversation_id
    ), fenced AS (
        UPDATE conversations c
        SET message_seq = c.message_seq + m.words,
            -- Events: one per word, [state changed, one per delivery it silences], one per task, turn finished.
            event_seq = c.event_seq + m.words + (m.reason IS NOT NULL)::integer + m.silences + m.tasks + 1,
            state = CASE WHEN m.reason IS NULL THEN c.state ELSE 'escalated' END,
            owner_epoch = c.owner_epoch + (m.reason IS NOT NULL)::integer,
            state_version = c.state_version + (m.reason IS NOT NULL)::integer,
            escalation_reason = coalesce(m.reason, c.escalation_reason),
            escalated_at = CASE WHEN m.reason IS NULL THEN c.escalated_at ELSE now() END,
            priority = CASE WHEN m.reason IS NULL THEN c.priority ELSE coalesce(m.priority, c.priority) END,
            current_intent = coalesce(m.intent, c.current_intent),
            running_turn_id = NULL,
            open_turn_id = CASE WHEN m.reason IS NULL THEN c.open_turn_id END,
            open_turn_opened_at = CASE WHEN m.reason IS NULL THEN c.open_turn_opened_at END,
            turn_due_at = CASE WHEN m.reason IS NULL AND c.open_turn_id IS NOT NULL THEN now() END,
            -- With people come new words only: what the AI had queued is silenced below, and is not waited for.
            delivery_due_at = CASE WHEN c.sending_delivery_id IS NOT NULL THEN c.delivery_due_at
                                   ELSE coalesce(CASE WHEN m.reason IS NULL THEN c.delivery_due_at ELSE next_delivery_due(c.id, 'ai') END,
                                                 CASE WHEN m.words > 0 THEN now() END) END,
            last_message_at = CASE WHEN m.words > 0 THEN now() ELSE c.last_message_at END,
            last_author = coalesce(m.last_word_by, c.last_author)
        FROM mine m
        WHERE c.id = m.conversation_id AND c.state = 'active' AND c.owner_epoch = m.owner_epoch AND c.running_turn_id = m.turn
        RETURNING c.*, m.n, m.turn, m.outcome, m.reason, m.intent AS turn_intent, m.confidence, m.words,
                  c.message_seq - m.words AS first_seq,
                  c.event_seq - m.words - (m.reason IS NOT NULL)::integer - m.silences - m.tasks - 1 AS first_event
    ), refused AS (
        SELECT m.* FROM mine m WHERE NOT EXISTS (SELECT FROM fenced f WHERE f.turn = m.turn)
    ), freed AS (
        -- Only a lane that is still this turn's; a takeover has already cleared its own.
        UPDATE conversations c
        SET running_turn_id = NULL,
            turn_due_at = CASE WHEN c.state = 'active' AND c.open_turn_id IS NOT NULL THEN now() END
        FROM refused r WHERE c.id = r.conversation_id AND c.running_turn_id = r.turn
    ), words AS (
        SELECT uuid_v7() AS id, f.property_id, f.id AS conversation_id, f.first_seq + w.place AS seq, w.author, w.body,
               f.turn, f.endpoint_id, f.recipient_kind, f.recipient_value, f.owner_epoch, f.first_event + w.place AS event_seq
        FROM fenced f JOIN word w ON w.n = f.n
    ), said AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body, turn_id)
        SELECT w.id, w.property_id, w.conversation_id, w.seq, w.author, w.body, w.turn FROM words w
    ), sent AS (
        -- The answer that comes with its own escalation was said by the owner of that moment: it carries the new epoch.
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind, recipient_value)
        SELECT w.property_id, w.conversation_id, w.endpoint_id, w.id, w.seq, w.author, w.owner_epoch, w.recipient_kind, w.recipient_value
        FROM words w
    ), closed AS (
        UPDATE turns t
        SET state = CASE WHEN f.turn IS NULL THEN 'discarded' WHEN m.outcome = 'failed' THEN 'failed' ELSE 'done' END,
            lease_token = NULL, finished_at = now(),
            outcome = CASE WHEN f.turn IS NULL THEN 'fenced' ELSE m.outcome END,
            draft = CASE WHEN f.turn IS NULL THEN coalesce(m.answer, m.draft) ELSE m.draft END,
            intent = m.intent, confidence = m.confidence, engine = m.engine, error = m.error
        FROM mine m LEFT JOIN fenced f ON f.turn = m.turn
        WHERE t.id = m.turn
    ), pending AS (
        -- What gathered behind an escalating turn goes to people with it.
        UPDATE turns t SET state = 'discarded', finished_at = now(), outcome = 'escalated_before'
        FROM fenced f WHERE f.reason IS NOT NULL AND t.conversation_id = f.id AND t.state = 'accumulating'
    ), silenced AS (
        UPDATE deliveries d SET state = 'suppressed'
        FROM fenced f WHERE f.reason IS NOT NULL AND d.conversation_id = f.id AND d.is_queued AND d.author = 'ai'
        RETURNING d.id, d.message_id, d.conversation_id, d.seq
    ), moved AS (
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, reason, state_version)
        SELECT f.property_id, f.id, 'active', 'escalated', 'escalate',
               CASE WHEN f.outcome = 'failed' THEN 'system' ELSE 'ai' END, f.reason, f.state_version
        FROM fenced f WHERE f.reason IS NOT NULL
    ), work AS (
        INSERT INTO tasks (property_id, conversation_id, turn_id, guest_id, department_id, room, description, items, priority, due_at)
        SELECT f.property_id, f.id, f.turn, f.guest_id, d.id, x.room, x.description, x.items, x.priority,
               now() + x.due_ms * interval '1 millisecond'
        FROM fenced f
        JOIN unnest(task_item, task_department, task_room, task_text, task_items, task_priority, task_due_ms)
             AS x (n, department, room, description, items, priority, due_ms) ON x.n = f.n
        JOIN LATERAL (
            SELECT d.id FROM departments d WHERE d.property_id = f.property_id
            ORDER BY d.code = x.department DESC, d.code = 'front_desk' DESC, d.code LIMIT 1
        ) d ON true
        RETURNING id, property_id, conversation_id, department_id
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT w.property_id, w.conversation_id, w.event_seq, 'message.created',
               jsonb_build_object('messageId', w.id, 'seq', w.seq, 'author', w.author, 'turnId', w.turn)
        FROM words w
        UNION ALL
        SELECT f.property_id, f.id, f.first_event + f.words + 1, 'conversation.state_changed',
               jsonb_build_object('from', 'active', 'to', 'escalated', 'reason', f.reason, 'stateVersion', f.state_version)
        FROM fenced f WHERE f.reason IS NOT NULL
        UNION ALL
        SELECT f.property_id, f.id,
               f.first_event + f.words + 1 + row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.seq, s.id),
               'delivery.updated', jsonb_build_object('deliveryId', s.id, 'messageId', s.message_id, 'state', 'suppressed')
        FROM silenced s JOIN fenced f ON f.id = s.conversation_id
        UNION ALL
        SELECT w.property_id, w.conversation_id,
               f.event_seq - 1 - count(*) OVER (PARTITION BY w.conversation_id) + row_number() OVER (PARTITION BY w.conversation_id ORDER BY w.id),
               'task.created', jsonb_build_object('taskId', w.id, 'departmentId', w.department_id)
        FROM work w JOIN fenced f ON f.id = w.conversation_id
        UNION ALL
        SELECT f.property_id, f.id, f.event_seq, 'turn.finished',
               jsonb_build_object('turnId', f.turn, 'outcome', f.outcome, 'intent', f.turn_intent, 'confidence', f.confidence)
        FROM fenced f
    ), noted AS (
        INSERT INTO turn_events (property_id, turn_id, kind, detail)
        SELECT c.property_id, r.turn, 'fenced', jsonb_build_object('state', c.state, 'ownerEpoch', c.owner_epoch)
        FROM (SELECT turn, conversation_id FROM refused UNION ALL SELECT turn, conversation_id FROM overtaken) AS r
        JOIN conversations c ON c.id = r.conversation_id
    )
    SELECT i.turn, CASE WHEN f.turn IS NOT NULL THEN 'committed' WHEN m.turn IS NOT NULL OR o.turn IS NOT NULL THEN 'fenced' ELSE 'stale' END,
           (extract(epoch FROM f.delivery_due_at - now()) * 1000)::double precision,
           (extract(epoch FROM f.turn_due_at - now()) * 1000)::double precision
    FROM input i LEFT JOIN mine m ON m.turn = i.turn LEFT JOIN fenced f ON f.turn = i.turn LEFT JOIN overtaken o ON o.turn = i.turn;
END
$$;

-- As 0008 made it, now telling of every delivery it silences.
CREATE OR REPLACE FUNCTION claim_deliveries(claim_limit integer, per_property integer, lease_ms double precision, settle_ms double precision, node text)
RETURNS TABLE (
    delivery_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, endpoint_id uuid,
    provider text, endpoint_address text, endpoint_generation integer, recipient_kind text, recipient_value text,
    body text, author text, window_expires_at timestamptz, age_ms double precision
)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    claimed uuid[];
BEGIN
    SELECT array_agg(l.id) INTO claimed
    FROM (SELECT d.id
          FROM properties p
          CROSS JOIN LATERAL (
              SELECT c.id, c.delivery_due_at FROM conversations c
              JOIN endpoints e ON e.id = c.endpoint_id
              WHERE c.property_id = p.id AND c.delivery_due_at <= now()
                AND (c.sending_delivery_id IS NOT NULL OR (e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())))
              ORDER BY c.delivery_due_at LIMIT per_property FOR NO KEY UPDATE OF c SKIP LOCKED
          ) AS d
          ORDER BY d.delivery_due_at LIMIT claim_limit) AS l;
    IF claimed IS NULL THEN RETURN; END IF;

    -- The sender's lease ran out: it may have been handed over or not, and no one can tell.
    IF EXISTS (SELECT FROM conversations c WHERE c.id = ANY (claimed) AND c.sending_delivery_id IS NOT NULL) THEN
        WITH lost AS (
            UPDATE deliveries d
            SET state = 'unknown', lease_token = NULL, unknown_until = now() + settle_ms * interval '1 millisecond'
            FROM conversations c
            WHERE c.id = ANY (claimed) AND d.id = c.sending_delivery_id AND d.state = 'sending'
            RETURNING d.id, d.property_id, d.conversation_id, d.attempts
        ), lane AS (
            UPDATE conversations c SET event_seq = c.event_seq + 1 FROM lost l WHERE c.id = l.conversation_id RETURNING c.id, c.event_seq
        ), noted AS (
            INSERT INTO delivery_attempts (property_id, delivery_id, attempt, outcome, error_detail, node)
            SELECT l.property_id, l.id, l.attempts, 'unknown', 'the lease of its sender ran out', node FROM lost l
        )
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT l.property_id, l.conversation_id, c.event_seq, 'delivery.updated', jsonb_build_object('deliveryId', l.id, 'state', 'unknown')
        FROM lost l JOIN lane c ON c.id = l.conversation_id;
        UPDATE conversations c SET sending_delivery_id = NULL WHERE c.id = ANY (claimed) AND c.sending_delivery_id IS NOT NULL;
    END IF;

    -- The owner changed since it was said: the AI's queued words stay unsaid.
    WITH silenced AS (
        UPDATE deliveries d SET state = 'suppressed'
        FROM conversations c
        WHERE c.id = ANY (claimed) AND d.conversation_id = c.id AND d.is_queued AND d.author = 'ai' AND d.owner_epoch <> c.owner_epoch
        RETURNING d.id, d.property_id, d.conversation_id, d.message_id, d.seq
    ), lane AS (
        UPDATE conversations c SET event_seq = c.event_seq + s.count
        FROM (SELECT s.conversation_id, count(*) AS count FROM silenced s GROUP BY s.conversation_id) AS s
        WHERE c.id = s.conversation_id RETURNING c.id, c.event_seq, s.count
    )
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    SELECT s.property_id, s.conversation_id, l.event_seq - l.count + row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.seq, s.id),
           'delivery.updated', jsonb_build_object('deliveryId', s.id, 'messageId', s.message_id, 'state', 'suppressed')
    FROM silenced s JOIN lane l ON l.id = s.conversation_id;

    RETURN QUERY
    WITH head AS (
        SELECT DISTINCT ON (d.conversation_id) d.id, d.conversation_id, d.due_at
        FROM deliveries d JOIN endpoints e ON e.id = d.endpoint_id
        WHERE d.conversation_id = ANY (claimed) AND d.is_queued AND e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())
        ORDER BY d.conversation_id, d.seq, d.id
    ), taken AS (
        UPDATE deliveries d
        SET state = 'sending', lease_token = gen_random_uuid(), attempts = d.attempts + 1, sending_at = now()
        FROM head h WHERE d.id = h.id AND h.due_at <= now()
        RETURNING d.*
    ), lane AS (
        UPDATE conversations c
        SET sending_delivery_id = t.id,
            delivery_due_at = CASE WHEN t.id IS NULL THEN next_delivery_due(c.id) ELSE now() + lease_ms * interval '1 millisecond' END
        FROM unnest(claimed) AS x (id) LEFT JOIN taken t ON t.conversation_id = x.id
        WHERE c.id = x.id
        RETURNING c.id, c.window_expires_at
    )
    SELECT t.id, t.lease_token, t.attempts, t.property_id, t.conversation_id, t.endpoint_id, e.provider, e.address, e.generation,
           t.recipient_kind, t.recipient_value, m.body, t.author, l.window_expires_at,
           (extract(epoch FROM now() - t.created_at) * 1000)::double precision
    FROM taken t
    JOIN lane l ON l.id = t.conversation_id
    JOIN endpoints e ON e.id = t.endpoint_id
    JOIN messages m ON m.id = t.message_id;
END
$$;

-- As 0007 made it, now saying at which hotels: whoever follows them there is told at once.
DROP FUNCTION resolve_idle(double precision, integer);
CREATE FUNCTION resolve_idle(default_idle_ms double precision, sweep_limit integer) RETURNS SETOF uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    idle uuid[];
BEGIN
    SELECT array_agg(i.id) INTO idle
    FROM (SELECT c.id FROM conversations c
          WHERE c.state <> 'resolved' AND c.state IN ('new', 'active')
            AND coalesce(c.last_message_at, c.created_at) < now() - default_idle_ms * interval '1 millisecond'
            AND c.last_author IS DISTINCT FROM 'guest'
            AND c.open_turn_id IS NULL AND c.running_turn_id IS NULL AND c.delivery_due_at IS NULL
            AND NOT EXISTS (SELECT FROM tasks t WHERE t.conversation_id = c.id AND t.status NOT IN ('completed', 'cancelled'))
          LIMIT sweep_limit FOR NO KEY UPDATE OF c SKIP LOCKED) AS i;
    IF idle IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH before AS (
        SELECT c.id, c.state FROM conversations c WHERE c.id = ANY (idle)
    ), lane AS (
        UPDATE conversations c
        SET state = 'resolved', resolved_at = now(), resolution = 'idle', owner_epoch = c.owner_epoch + 1,
            state_version = c.state_version + 1, event_seq = c.event_seq + 1
        FROM before b WHERE c.id = b.id
        RETURNING c.id, c.property_id, c.state_version, c.event_seq, b.state AS was
    ), moved AS (
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, reason, state_version)
        SELECT l.property_id, l.id, l.was, 'resolved', 'idle_timeout', 'system', 'idle', l.state_version
        FROM lane l
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT l.property_id, l.id, l.event_seq, 'conversation.state_changed',
               jsonb_build_object('from', l.was, 'to', 'resolved', 'reason', 'idle', 'stateVersion', l.state_version)
        FROM lane l
    )
    SELECT l.property_id FROM lane l;
END
$$;
COMMENT ON FUNCTION resolve_idle IS 'Resolves conversations in which nothing is left to say or do; returns the hotel of each.';

-- As 0008 made it, now saying at which hotels, and as its own message before words that leave it no room.
DROP FUNCTION settle_unknown_deliveries(text, text, integer);
CREATE FUNCTION settle_unknown_deliveries(
    policy        text,
    mark          text,
    settle_limit  integer,
    limit_channel text[],       -- where a message has a longest length, and
    limit_units   integer[]     -- how many UTF-16 units it is
) RETURNS SETOF uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    overdue uuid[];
    lanes uuid[];
BEGIN
    SELECT array_agg(d.id), array_agg(DISTINCT d.conversation_id) INTO overdue, lanes
    FROM (SELECT id, conversation_id FROM deliveries
          WHERE state = 'unknown' AND unknown_until <= now() ORDER BY unknown_until LIMIT settle_limit) AS d;
    IF overdue IS NULL THEN RETURN; END IF;
    PERFORM FROM conversations WHERE id = ANY (lanes) ORDER BY id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH due AS (
        UPDATE deliveries SET unknown_until = NULL
        WHERE id = ANY (overdue) AND state = 'unknown' AND unknown_until IS NOT NULL
        RETURNING *
    ), told AS (
        INSERT INTO notifications (property_id, kind, conversation_id, delivery_id, detail)
        SELECT d.property_id, 'delivery.unknown', d.conversation_id, d.id, jsonb_build_object('policy', policy)
        FROM due d ON CONFLICT DO NOTHING
    ), again AS (
        SELECT d.*, c.message_seq, c.event_seq, uuid_v7() AS new_message, p.body, m.turn_id,
               row_number() OVER (PARTITION BY d.conversation_id ORDER BY d.seq, d.id, p.part) AS place
        FROM due d
        JOIN conversations c ON c.id = d.conversation_id
        JOIN endpoints e ON e.id = d.endpoint_id
        JOIN messages m ON m.id = d.message_id
        -- What is beyond the basic plane counts twice there.
        CROSS JOIN LATERAL (
            SELECT length(mark || m.body) + length(regexp_replace(mark || m.body, '[^\U00010000-\U0010FFFF]', '', 'g')) AS units
        ) AS l
        CROSS JOIN LATERAL unnest(
            CASE WHEN l.units > limit_units[array_position(limit_channel, e.channel)] THEN ARRAY[btrim(mark), m.body] ELSE ARRAY[mark || m.body] END
        ) WITH ORDINALITY AS p (body, part)
        WHERE policy = 'resendMarked' AND d.resend_of IS NULL AND (d.author <> 'ai' OR d.owner_epoch = c.owner_epoch)
          AND p.body <> ''
    ), lane AS (
        UPDATE conversations c
        SET message_seq = c.message_seq + a.count, event_seq = c.event_seq + a.count,
            delivery_due_at = CASE WHEN c.sending_delivery_id IS NULL THEN coalesce(c.delivery_due_at, now()) ELSE c.delivery_due_at END
        FROM (SELECT conversation_id, count(*) AS count FROM again GROUP BY conversation_id) AS a WHERE c.id = a.conversation_id
    ), said AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body, turn_id, flags)
        SELECT a.new_message, a.property_id, a.conversation_id, a.message_seq + a.place, a.author, a.body, a.turn_id, '{resent}'
        FROM again a
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT a.property_id, a.conversation_id, a.event_seq + a.place, 'message.created',
               jsonb_build_object('messageId', a.new_message, 'seq', a.message_seq + a.place, 'author', a.author, 'resendOf', a.message_id)
        FROM again a
    ), sent AS (
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind, recipient_value, resend_of)
        SELECT a.property_id, a.conversation_id, a.endpoint_id, a.new_message, a.message_seq + a.place, a.author, a.owner_epoch,
               a.recipient_kind, a.recipient_value, a.id
        FROM again a
    )
    SELECT d.property_id FROM due d;
END
$$;
COMMENT ON FUNCTION settle_unknown_deliveries IS 'Tells staff of deliveries nobody can vouch for, or sends them again marked as such; returns the hotel of each.';
REVOKE ALL ON FUNCTION resolve_idle(double precision, integer), settle_unknown_deliveries(text, text, integer, text[], integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION resolve_idle(double precision, integer), settle_unknown_deliveries(text, text, integer, text[], integer[]) TO concierge_router;

-- Whether the log is another server's: it speaks of transactions that this one has yet to begin.
CREATE FUNCTION event_log_is_foreign() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM properties p CROSS JOIN LATERAL (
                       SELECT e.xid FROM events e WHERE e.property_id = p.id ORDER BY e.xid DESC LIMIT 1) AS newest
                   WHERE newest.xid >= pg_snapshot_xmax(pg_current_snapshot()))
        OR EXISTS (SELECT FROM event_log l WHERE l.floor > pg_snapshot_xmax(pg_current_snapshot()))
$$;
COMMENT ON FUNCTION event_log_is_foreign() IS 'Whether the events carry transaction numbers of another server, as after a restore from a dump.';
REVOKE ALL ON FUNCTION event_log_is_foreign() FROM PUBLIC;

-- As 0012 made it; where the log was cut is told in the old server's numbers as well, and no cursor of then is good.
CREATE OR REPLACE FUNCTION restart_event_log() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE events SET xid = pg_current_xact_id() WHERE xid >= pg_snapshot_xmax(pg_current_snapshot());
    INSERT INTO event_log (property_id, generation) SELECT p.id, gen_random_uuid() FROM properties p
    ON CONFLICT (property_id) DO UPDATE SET generation = excluded.generation, floor = '0';
END
$$;
COMMENT ON FUNCTION restart_event_log() IS 'Begins a new generation of every hotel''s event log; `concierge migrate` runs it after a restore from a dump.';
