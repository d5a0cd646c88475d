-- Turns: claimed over lanes, held by lease, finished under the fence.
--
-- Every function here and in the next file keeps one plan that finds rows by their indexes. It may be made while tables
-- are small, when reading a whole one looks cheap, and is still in use when they are not.

-- When a delivery executor must look at a lane again: the head of its queue.
CREATE FUNCTION next_delivery_due(conversation uuid, but_for text DEFAULT NULL) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT d.due_at FROM deliveries d
    WHERE d.conversation_id = conversation AND d.is_queued AND d.author IS DISTINCT FROM but_for ORDER BY d.seq, d.id LIMIT 1
$$;
COMMENT ON FUNCTION next_delivery_due IS 'The due time of the first queued delivery of a conversation, one author''s left out; NULL when none is queued.';

-- Claims up to `claim_limit` lanes whose turn is due, at most `per_property` of one hotel, so that one hotel's flood
-- cannot keep another's guests waiting. A lane whose lease ran out comes back with its turn and one attempt more.
CREATE FUNCTION claim_turns(claim_limit integer, per_property integer, node text, lease_ms double precision, history_limit integer)
RETURNS TABLE (
    turn_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, guest_id uuid,
    endpoint_id uuid, channel text, owner_epoch bigint, state text, current_intent text, message_count bigint,
    created_at timestamptz, last_message_at timestamptz, burst jsonb, history jsonb, guest jsonb, threshold double precision
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
              SELECT c.id, c.turn_due_at FROM conversations c
              WHERE c.property_id = p.id AND c.turn_due_at <= now()
              ORDER BY c.turn_due_at LIMIT per_property FOR NO KEY UPDATE SKIP LOCKED
          ) AS d
          ORDER BY d.turn_due_at LIMIT claim_limit) AS l;
    IF claimed IS NULL THEN RETURN; END IF;

    -- People took the lane over meanwhile, or it was closed: nothing is thought for them.
    WITH stale AS (
        UPDATE conversations c
        SET open_turn_id = NULL, open_turn_opened_at = NULL, running_turn_id = NULL, turn_due_at = NULL
        WHERE c.id = ANY (claimed) AND (c.state <> 'active' OR coalesce(c.running_turn_id, c.open_turn_id) IS NULL)
        RETURNING c.id
    )
    UPDATE turns t SET state = 'discarded', finished_at = now(), outcome = 'not_active'
    FROM stale s WHERE t.conversation_id = s.id AND t.state IN ('accumulating', 'running');

    RETURN QUERY
    WITH leased AS (
        UPDATE turns t
        SET state = 'running', lease_token = gen_random_uuid(), lease_node = node, attempts = t.attempts + 1,
            started_at = coalesce(t.started_at, now()),
            owner_epoch = CASE WHEN t.state = 'running' THEN t.owner_epoch ELSE c.owner_epoch END
        FROM conversations c
        WHERE c.id = ANY (claimed) AND c.state = 'active' AND t.id = coalesce(c.running_turn_id, c.open_turn_id)
        RETURNING t.id, t.lease_token, t.attempts, t.owner_epoch, t.conversation_id
    ), lane AS (
        UPDATE conversations c
        SET running_turn_id = l.id,
            open_turn_id = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_id END,
            open_turn_opened_at = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_opened_at END,
            turn_due_at = now() + lease_ms * interval '1 millisecond'
        FROM leased l WHERE c.id = l.conversation_id
        RETURNING c.*
    ), reclaimed AS (
        INSERT INTO turn_events (property_id, turn_id, kind, node, detail)
        SELECT c.property_id, l.id, 'reclaimed', node, jsonb_build_object('attempt', l.attempts)
        FROM leased l JOIN lane c ON c.id = l.conversation_id WHERE l.attempts > 1
    )
    SELECT l.id, l.lease_token, l.attempts, c.property_id, c.id, c.guest_id, c.endpoint_id, e.channel, l.owner_epoch,
           c.state, c.current_intent, c.message_seq, c.created_at, c.last_message_at,
           (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'kind', m.kind, 'text', m.body, 'createdAt', m.created_at) ORDER BY m.seq)
            FROM messages m WHERE m.turn_id = l.id AND m.author = 'guest'),
           (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'seq', h.seq, 'author', h.author, 'text', h.body, 'createdAt', h.created_at) ORDER BY h.seq)
            -- What gathers behind a turn taken up again is the next turn's to answer.
            FROM (SELECT m.* FROM messages m
                  WHERE m.conversation_id = c.id AND (c.open_turn_id IS NULL OR m.turn_id IS DISTINCT FROM c.open_turn_id)
                  ORDER BY m.seq DESC LIMIT history_limit) AS h),
           jsonb_build_object('id', g.id, 'name', g.display_name, 'language', g.language, 'vip', g.vip, 'profile', g.profile,
               'room', s.room, 'arrival', s.arrival, 'departure', s.departure, 'stayStatus', s.status),
           number_setting(p.settings, 'escalationThreshold')
    FROM leased l
    JOIN lane c ON c.id = l.conversation_id
    JOIN endpoints e ON e.id = c.endpoint_id
    JOIN properties p ON p.id = c.property_id
    JOIN guests g ON g.id = c.guest_id
    LEFT JOIN LATERAL (
        SELECT x.* FROM stays x
        WHERE x.guest_id = c.guest_id AND x.status IN ('booked', 'in_house')
        ORDER BY x.status = 'in_house' DESC, x.arrival LIMIT 1
    ) s ON true;
END
$$;
COMMENT ON FUNCTION claim_turns IS 'Leases due turns to a node, with everything an engine is told.';

CREATE TYPE turn_result AS (turn_id uuid, result text, delivery_wait_ms double precision, turn_wait_ms double precision);
COMMENT ON TYPE turn_result IS 'committed: said; fenced: people had taken over, kept as a draft; stale: the lease was another''s by then.';

-- Finishes turns: what was thought is said, kept as a draft, or refused. The fence is the UPDATE that takes the message
-- number: it sees the lane as it is now, and gives no number to words thought under another owner.
CREATE FUNCTION finish_turns(
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
               (SELECT count(*) FROM unnest(task_item) AS x (n) WHERE x.n = i.n) AS tasks
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
            -- Events: one per word, [state changed], one per task, turn finished.
            event_seq = c.event_seq + m.words + (m.reason IS NOT NULL)::integer + m.tasks + 1,
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
                  c.event_seq - m.words - (m.reason IS NOT NULL)::integer - m.tasks - 1 AS first_event
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
COMMENT ON FUNCTION finish_turns IS 'Commits what was thought: messages, deliveries, tasks, state and events together, or nothing of it.';

-- Gives running turns back, on a graceful stop: their lease ends now, and any node takes them up.
CREATE FUNCTION hand_back_turns(item_turn uuid[], item_lease uuid[], node text) RETURNS integer
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    given integer;
BEGIN
    PERFORM FROM conversations WHERE running_turn_id = ANY (item_turn) AND id IN (SELECT conversation_id FROM turns WHERE id = ANY (item_turn))
        ORDER BY id FOR NO KEY UPDATE;
    WITH mine AS (
        -- The attempt is not counted: it was cut short by us, not by a failure.
        UPDATE turns t SET lease_token = gen_random_uuid(), attempts = t.attempts - 1
        FROM unnest(item_turn, item_lease) AS i (turn, lease)
        WHERE t.id = i.turn AND t.state = 'running' AND t.lease_token = i.lease
        RETURNING t.id, t.property_id, t.conversation_id
    ), freed AS (
        UPDATE conversations c SET turn_due_at = now() FROM mine m WHERE c.id = m.conversation_id AND c.running_turn_id = m.id
    )
    INSERT INTO turn_events (property_id, turn_id, kind, node) SELECT m.property_id, m.id, 'handed_back', node FROM mine m;
    GET DIAGNOSTICS given = ROW_COUNT;
    RETURN given;
END
$$;
COMMENT ON FUNCTION hand_back_turns IS 'Ends the leases of turns that a stopping node will not finish.';

-- Prolongs leases of turns still being thought about. Returns those that are still the caller's.
CREATE FUNCTION renew_turns(item_turn uuid[], item_lease uuid[], lease_ms double precision) RETURNS SETOF uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    PERFORM FROM conversations WHERE id IN (SELECT conversation_id FROM turns WHERE id = ANY (item_turn)) ORDER BY id FOR NO KEY UPDATE;
    RETURN QUERY
    UPDATE conversations c SET turn_due_at = now() + lease_ms * interval '1 millisecond'
    FROM turns t JOIN unnest(item_turn, item_lease) AS i (turn, lease) ON t.id = i.turn
    WHERE t.state = 'running' AND t.lease_token = i.lease AND c.id = t.conversation_id AND c.running_turn_id = t.id
    RETURNING t.id;
END
$$;
COMMENT ON FUNCTION renew_turns IS 'Prolongs the leases of turns that are still being thought about.';

-- People take the next word: staff, or a rule on their behalf. Open and running turns end, queued AI words are never sent.
-- Returns the state after it; escalating the escalated changes nothing.
CREATE FUNCTION escalate_conversation(conversation uuid, why text, by_actor text, by_staff uuid DEFAULT NULL)
RETURNS TABLE (state text, state_version bigint, owner_epoch bigint, changed boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lane conversations;
    was text;
BEGIN
    SELECT * INTO lane FROM conversations c WHERE c.id = conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    IF lane.state NOT IN ('new', 'active') THEN
        RETURN QUERY SELECT lane.state, lane.state_version, lane.owner_epoch, false;
        RETURN;
    END IF;
    was := lane.state;
    -- A running one keeps its lease token: whoever thinks about it may still hand its words in as a draft.
    UPDATE turns t SET state = 'discarded', finished_at = now(), outcome = 'taken_over'
    WHERE t.conversation_id = conversation AND t.state IN ('accumulating', 'running');
    UPDATE deliveries d SET state = 'suppressed'
    WHERE d.conversation_id = conversation AND d.is_queued AND d.author = 'ai';
    UPDATE conversations c
    SET state = 'escalated', owner_epoch = c.owner_epoch + 1, state_version = c.state_version + 1, event_seq = c.event_seq + 1,
        escalation_reason = why, escalated_at = now(), assigned_staff_id = coalesce(by_staff, c.assigned_staff_id),
        open_turn_id = NULL, open_turn_opened_at = NULL, running_turn_id = NULL, turn_due_at = NULL,
        delivery_due_at = CASE WHEN c.sending_delivery_id IS NULL THEN next_delivery_due(c.id) ELSE c.delivery_due_at END
    WHERE c.id = conversation RETURNING * INTO lane;
    INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, staff_id, reason, state_version)
    VALUES (lane.property_id, lane.id, was, 'escalated', 'escalate', by_actor, by_staff, why, lane.state_version);
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    VALUES (lane.property_id, lane.id, lane.event_seq, 'conversation.state_changed',
        jsonb_build_object('from', was, 'to', 'escalated', 'reason', why, 'stateVersion', lane.state_version));
    RETURN QUERY SELECT lane.state, lane.state_version, lane.owner_epoch, true;
END
$$;
COMMENT ON FUNCTION escalate_conversation IS 'Gives the next word to people and makes sure the AI says nothing after it.';

-- Closes what fell asleep: the AI owns the next word, ours was the last one, nothing is open, nobody wrote for long.
CREATE FUNCTION resolve_idle(default_idle_ms double precision, sweep_limit integer) RETURNS integer
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    idle uuid[];
    closed integer;
BEGIN
    SELECT array_agg(i.id) INTO idle
    FROM (SELECT c.id FROM conversations c
          WHERE c.state <> 'resolved' AND c.state IN ('new', 'active')
            AND coalesce(c.last_message_at, c.created_at) < now() - default_idle_ms * interval '1 millisecond'
            AND c.last_author IS DISTINCT FROM 'guest'
            AND c.open_turn_id IS NULL AND c.running_turn_id IS NULL AND c.delivery_due_at IS NULL
            AND NOT EXISTS (SELECT FROM tasks t WHERE t.conversation_id = c.id AND t.status NOT IN ('completed', 'cancelled'))
          LIMIT sweep_limit FOR NO KEY UPDATE OF c SKIP LOCKED) AS i;
    IF idle IS NULL THEN RETURN 0; END IF;
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
    )
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    SELECT l.property_id, l.id, l.event_seq, 'conversation.state_changed',
           jsonb_build_object('from', l.was, 'to', 'resolved', 'reason', 'idle', 'stateVersion', l.state_version)
    FROM lane l;
    GET DIAGNOSTICS closed = ROW_COUNT;
    RETURN closed;
END
$$;
COMMENT ON FUNCTION resolve_idle IS 'Resolves conversations in which nothing is left to say or do.';
