-- Turns that never race: what is known of a message before any engine is asked decides with it, in the same commit; a
-- turn whose guest goes on writing is superseded; a burst gathers as long as this guest pauses; every decision has a reason.

ALTER TABLE conversations
    ADD COLUMN turn_chain integer NOT NULL DEFAULT 0,
    ADD COLUMN open_turn_messages integer NOT NULL DEFAULT 0,
    ADD COLUMN gathering text,
    ADD COLUMN pause_ms real,
    ADD COLUMN pause_samples integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN conversations.turn_chain IS 'How often in a row the turn was superseded.';
COMMENT ON COLUMN conversations.open_turn_messages IS 'How many messages the pending turn has gathered; of no meaning while there is none.';
COMMENT ON COLUMN conversations.gathering IS 'What will end the pending turn''s gathering: channel, explicit, predicted or timeout.';
COMMENT ON COLUMN conversations.pause_ms IS 'How long this guest pauses within one train of thought, on average, the latest counting most.';
COMMENT ON COLUMN conversations.pause_samples IS 'How many pauses that was learned from.';

ALTER TABLE turns
    ADD COLUMN group_id uuid,
    ADD COLUMN superseded_by uuid,
    ADD COLUMN gathered_by text;
COMMENT ON COLUMN turns.group_id IS 'The first turn of a chain of which each superseded the one before; NULL for a turn that stands alone.';
COMMENT ON COLUMN turns.superseded_by IS 'The turn that answers in its stead.';
COMMENT ON COLUMN turns.gathered_by IS 'What ended its gathering: channel (no waiting there), explicit (the guest was done), predicted (by the guest''s own pauses), timeout.';
CREATE INDEX turns_group ON turns (group_id) WHERE group_id IS NOT NULL;
-- A turn superseded while it ran keeps its last lease token as one discarded does.
DO $$
DECLARE
    old name;
BEGIN
    SELECT conname INTO STRICT old FROM pg_constraint
    WHERE conrelid = 'turns'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%lease_token%';
    EXECUTE format('ALTER TABLE turns DROP CONSTRAINT %I', old);
END
$$;
ALTER TABLE turns ADD CONSTRAINT turns_lease CHECK (CASE state WHEN 'running' THEN lease_token IS NOT NULL
    WHEN 'discarded' THEN true WHEN 'superseded' THEN true ELSE lease_token IS NULL END);

ALTER TABLE messages ADD COLUMN decision_reason text;
ALTER TYPE ingest_result ADD ATTRIBUTE reason text, ADD ATTRIBUTE superseded uuid;
COMMENT ON TYPE ingest_result IS 'What became of item N of a batch. repeated: it was seen before, and the decision is the one made then. wait_ms: until its turn is due. superseded: the turn it stopped.';

CREATE FUNCTION accumulation_window_ms(base_ms integer, shift_ms integer, pause_ms real, pause_samples integer, gathered integer)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(200, least(3000,
        CASE WHEN pause_ms IS NOT NULL AND pause_samples >= 5
             THEN 0.6 * greatest(200, base_ms + shift_ms) + 0.4 * pause_ms ELSE greatest(200, base_ms + shift_ms) END
        * power(0.8::double precision, least(gathered, 10))))
$$;
COMMENT ON FUNCTION accumulation_window_ms IS 'How long a turn waits for more: the channel''s time, shifted by what was written, blended with the guest''s own pauses, shorter with each message, held between 200 and 3000 ms.';

-- The word of a stay is what the front desk last said; the calendar says whether that is still so.
CREATE FUNCTION hotel_date(timezone text) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (now() AT TIME ZONE timezone)::date;
EXCEPTION WHEN invalid_parameter_value THEN
    -- No guest's message is lost for a time zone that nobody knows.
    RETURN (now() AT TIME ZONE 'UTC')::date;
END
$$;
COMMENT ON FUNCTION hotel_date IS 'Which day it is in a time zone.';

CREATE FUNCTION stay_phase(status text, arrival date, departure date, today date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN status = 'in_house' THEN CASE WHEN departure < today THEN 3 WHEN arrival > today THEN 1 ELSE 2 END
        WHEN status = 'booked' AND departure >= today THEN 1
        WHEN status = 'checked_out' THEN 3
    END
$$;
COMMENT ON FUNCTION stay_phase IS 'Where one stay stands on a day: 1 booked, 2 in house, 3 checked out; NULL for one that says nothing. Its last day is the day of departure.';

CREATE FUNCTION stay_standing(guest uuid) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE WHEN bool_or(f.phase = 2) THEN 2 WHEN bool_or(f.phase = 1) THEN 1 WHEN bool_or(f.phase = 3) THEN 3 END
                     FROM stays s
                     CROSS JOIN LATERAL (SELECT stay_phase(s.status, s.arrival, s.departure,
                         hotel_date((SELECT p.timezone FROM properties p WHERE p.id = s.property_id))) AS phase) AS f
                     WHERE s.guest_id = guest), 0)
$$;
COMMENT ON FUNCTION stay_standing IS 'Where a guest''s stay stands: 0 none known, 1 booked, 2 in house, 3 checked out.';

-- As people see their guest, and as claim_turns tells an engine.
CREATE FUNCTION stay_of(guest uuid) RETURNS SETOF stays LANGUAGE sql STABLE AS $$
    SELECT s.* FROM stays s
    CROSS JOIN LATERAL (SELECT stay_phase(s.status, s.arrival, s.departure,
        hotel_date((SELECT p.timezone FROM properties p WHERE p.id = s.property_id))) AS phase) AS f
    WHERE s.guest_id = guest AND f.phase IN (1, 2) ORDER BY f.phase DESC, s.arrival, s.id LIMIT 1
$$;
COMMENT ON FUNCTION stay_of IS 'A guest''s present stay, else the next; no row when there is none.';
REVOKE ALL ON FUNCTION hotel_date(text), stay_phase(text, date, date, date), stay_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hotel_date(text), stay_phase(text, date, date, date), stay_of(uuid) TO concierge_api, concierge_router;

CREATE FUNCTION escalation_severity(priority text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE priority WHEN 'urgent' THEN 'critical' WHEN 'high' THEN 'warning' ELSE 'info' END
$$;
COMMENT ON FUNCTION escalation_severity IS 'How loudly people are told of an escalation.';

-- As 0006 made it; a new lane begins with what the last one learned of its guest.
CREATE OR REPLACE FUNCTION ingest_lanes(
    lane_endpoint uuid[],
    lane_guest    uuid[],
    lane_property uuid[],
    lane_kind     text[],
    lane_value    text[],
    default_reopen_ms double precision
) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    closed uuid[];
    opened uuid[];
BEGIN
    SELECT array_agg((SELECT x.id FROM conversations x
                      WHERE x.endpoint_id = w.endpoint AND x.guest_id = w.guest AND x.state = 'resolved'
                      ORDER BY x.resolved_at DESC LIMIT 1))
    INTO closed FROM unnest(lane_endpoint, lane_guest) AS w (endpoint, guest);
    PERFORM FROM conversations c WHERE c.id = ANY (closed) ORDER BY c.id FOR NO KEY UPDATE;

    WITH wanted AS (
        SELECT w.*, x.id AS last, x.state AS last_state, x.pause_ms, x.pause_samples,
               x.resolved_at > now() - greatest(0, coalesce(number_setting(p.settings, 'reopenWindowMs'), default_reopen_ms))
                   * interval '1 millisecond' AS is_recent
        FROM unnest(lane_endpoint, lane_guest, lane_property, lane_kind, lane_value) AS w (endpoint, guest, property, kind, value)
        JOIN properties p ON p.id = w.property
        LEFT JOIN LATERAL (
            SELECT c.id, c.state, c.resolved_at, c.pause_ms, c.pause_samples FROM conversations c
            WHERE c.id = ANY (closed) AND c.endpoint_id = w.endpoint AND c.guest_id = w.guest LIMIT 1
        ) AS x ON true
    ), made AS (
        INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value, previous_id, pause_ms, pause_samples)
        SELECT w.property, w.endpoint, w.guest, w.kind, w.value, w.last, w.pause_ms, coalesce(w.pause_samples, 0)
        FROM wanted w
        WHERE w.last IS NULL
           OR (w.last_state = 'resolved'
               AND (NOT w.is_recent OR (SELECT o.id FROM conversations o WHERE o.endpoint_id = w.endpoint
                                        AND o.guest_id = w.guest AND o.state <> 'resolved') IS NOT NULL))
        ORDER BY w.endpoint, w.guest
        ON CONFLICT (endpoint_id, guest_id) WHERE state <> 'resolved'
            DO UPDATE SET event_seq = conversations.event_seq  -- takes the lock, whoever made the row
        RETURNING id, endpoint_id, guest_id
    )
    SELECT array_agg(coalesce(m.id, w.last)) INTO opened
    FROM wanted w LEFT JOIN made m ON m.endpoint_id = w.endpoint AND m.guest_id = w.guest;
    RETURN opened;
END
$$;

-- As 0020 made it, now handing a conversation to a department, and telling its people.
DROP FUNCTION finish_turns(uuid[], uuid[], text[], text[], text[], text[], text[], text[], double precision[], text[], text[],
    integer[], text[], text[], integer[], text[], text[], text[], jsonb[], text[], double precision[]);
CREATE FUNCTION finish_turns(
    item_turn       uuid[],
    item_lease      uuid[],
    item_outcome    text[],     -- answered | clarified | escalated | failed
    item_answer     text[],     -- the AI's words as a whole, which become a draft when they are refused
    item_draft      text[],     -- for staff only
    item_reason     text[],     -- why it goes to people; NULL when it does not
    item_priority   text[],
    item_department text[],     -- the code of the department it goes to; NULL for nobody in particular
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
        FROM unnest(item_turn, item_lease, item_outcome, item_answer, item_draft, item_reason, item_priority, item_department,
                    item_intent, item_confidence, item_engine, item_error)
             WITH ORDINALITY AS i (turn, lease, outcome, answer, draft, reason, priority, department, intent, confidence, engine, error, ord)
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
        -- People took over while it was thought, or the guest went on: its words come in as a draft, once.
        UPDATE turns t
        SET lease_token = NULL, draft = coalesce(i.answer, i.draft), intent = i.intent, confidence = i.confidence,
            engine = i.engine, error = i.error
        FROM input i
        WHERE t.id = i.turn AND t.state IN ('discarded', 'superseded') AND t.lease_token = i.lease
        RETURNING t.id AS turn, t.property_id, t.conversation_id, t.state
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
            department_id = CASE WHEN m.reason IS NULL OR m.department IS NULL THEN c.department_id
                                 ELSE coalesce((SELECT d.id FROM departments d WHERE d.property_id = c.property_id AND d.code = m.department),
                                               c.department_id) END,
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
        RETURNING c.*, m.n, m.turn, m.outcome, m.reason, m.intent AS turn_intent, m.confidence, m.words, m.department AS department_code,
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
    ), told AS (
        INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
        SELECT f.property_id, 'escalation', escalation_severity(f.priority), f.id,
               jsonb_strip_nulls(jsonb_build_object('reason', f.reason, 'priority', f.priority, 'department', f.department_code,
                   'intent', f.turn_intent))
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
        SELECT c.property_id, r.turn, r.kind, jsonb_build_object('state', c.state, 'ownerEpoch', c.owner_epoch)
        FROM (SELECT turn, conversation_id, 'fenced' AS kind FROM refused UNION ALL
              SELECT turn, conversation_id, CASE state WHEN 'superseded' THEN 'superseded' ELSE 'fenced' END FROM overtaken) AS r
        JOIN conversations c ON c.id = r.conversation_id
    )
    SELECT i.turn, CASE WHEN f.turn IS NOT NULL THEN 'committed' WHEN o.state = 'superseded' THEN 'superseded'
                        WHEN m.turn IS NOT NULL OR o.turn IS NOT NULL THEN 'fenced' ELSE 'stale' END,
           (extract(epoch FROM f.delivery_due_at - now()) * 1000)::double precision,
           (extract(epoch FROM f.turn_due_at - now()) * 1000)::double precision
    FROM input i LEFT JOIN mine m ON m.turn = i.turn LEFT JOIN fenced f ON f.turn = i.turn LEFT JOIN overtaken o ON o.turn = i.turn;
END
$$;
COMMENT ON FUNCTION finish_turns IS 'Commits what was thought: messages, deliveries, tasks, state and events together, or nothing of it.';
COMMENT ON TYPE turn_result IS 'committed: said; fenced: people had taken over; superseded: a newer turn answers; either way kept as a draft; stale: the lease was another''s by then.';

DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.proname IN ('accumulation_window_ms', 'stay_standing', 'escalation_severity', 'finish_turns')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO concierge_router', routine);
    END LOOP;
END
$$;
