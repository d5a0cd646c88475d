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
COMMENT ON COLUMN messages.decision_reason IS 'Why it was decided so: nothing_open, still_gathering, engine_busy, leaves_the_answer, superseded_the_answer, people_own_it, with_a_call, guest_limit, the reason of an escalation, or rule:ID@VERSION.';

DROP FUNCTION ingest_messages(uuid[], uuid[], bytea[], text[], text[], text[], text[], timestamptz[], text[], text[], text[], text[],
    integer[], text[], text[], double precision, double precision, double precision);
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

-- In the order of StayPhase.
CREATE FUNCTION stay_standing(guest uuid) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE WHEN bool_or(s.status = 'in_house') THEN 2 WHEN bool_or(s.status = 'booked') THEN 1
                                 WHEN bool_or(s.status = 'checked_out') THEN 3 END FROM stays s WHERE s.guest_id = guest), 0)
$$;
COMMENT ON FUNCTION stay_standing IS 'Where a guest''s stay stands: 0 none known, 1 booked, 2 in house, 3 checked out.';

CREATE FUNCTION escalation_severity(priority text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE priority WHEN 'urgent' THEN 'critical' WHEN 'high' THEN 'warning' ELSE 'info' END
$$;
COMMENT ON FUNCTION escalation_severity IS 'How loudly people are told of an escalation.';

-- What must happen with a message besides being stored: the hotel's own words, or people at once. The lane is held.
CREATE FUNCTION answer_by_rule(conversation uuid, call jsonb, routes jsonb, reason text, decision text) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    lane   conversations;
    said   jsonb;
    words  jsonb;
    change jsonb;
BEGIN
    -- A rule says the same wherever the lane stands; which one held is in the reason.
    said := coalesce(call, (SELECT o.value FROM jsonb_array_elements(routes) AS o
                            WHERE 'rule:' || (o.value ->> 'rule') || '@' || (o.value ->> 'version') = reason LIMIT 1));
    words := jsonb_build_array(jsonb_build_object('messageId', uuid_v7(), 'deliveryId', uuid_v7(), 'author', 'system',
        'body', coalesce(said ->> 'notice', said ->> 'text')));
    IF decision = 'routed_rule' THEN
        PERFORM apply_change(conversation, jsonb_build_object('words', words));
        RETURN;
    END IF;
    SELECT * INTO STRICT lane FROM conversations c WHERE c.id = conversation;
    change := jsonb_strip_nulls(jsonb_build_object('words', words, 'raisesVersion', true, 'priority', coalesce(said ->> 'priority', 'normal'),
        'departmentId', (SELECT d.id FROM departments d WHERE d.property_id = lane.property_id AND d.code = said ->> 'department')));
    IF lane.state = 'active' THEN
        PERFORM apply_change(conversation, change || jsonb_build_object('to', 'escalated', 'trigger', 'escalate', 'actor', 'system',
            'reason', coalesce(call ->> 'reason', 'rule'), 'escalationReason', coalesce(call ->> 'reason', 'rule'),
            'raisesOwnerEpoch', true, 'silencesAI', true));
    ELSIF call ->> 'reason' = 'emergency' THEN
        -- People have it already: they learn that it is pressing now, and the guest what to do until they come.
        PERFORM apply_change(conversation, change);
    ELSE
        RETURN;
    END IF;
    IF call ? 'intent' THEN
        UPDATE conversations c SET current_intent = call ->> 'intent' WHERE c.id = conversation;
    END IF;
    INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
    VALUES (lane.property_id, 'escalation', escalation_severity(change ->> 'priority'), conversation,
            jsonb_strip_nulls(jsonb_build_object('reason', coalesce(call ->> 'reason', 'rule'), 'priority', change ->> 'priority',
                'department', said ->> 'department', 'intent', call ->> 'intent', 'rule', said ->> 'rule')));
END
$$;
COMMENT ON FUNCTION answer_by_rule IS 'Says the hotel''s own words to a message, or hands its conversation to people at once.';

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

-- As 0006 made it, now deciding by what is known of the messages, too.
CREATE FUNCTION ingest_messages(
    item_id             uuid[],         -- one id per message, made by the caller
    item_endpoint       uuid[],
    item_key            bytea[],
    item_provider_id    text[],
    item_kind           text[],
    item_body           text[],
    item_payload        text[],
    item_sent_at        timestamptz[],
    item_flags          text[],         -- comma-separated
    item_name           text[],
    sender_kind         text[],         -- of each item, the name to answer to
    sender_value        text[],
    other_item          integer[],      -- further names of an item's sender, flattened
    other_kind          text[],
    other_value         text[],
    item_call           jsonb[],        -- why people are needed at once, in the terms of call_people; NULL when they are not
    item_routes         jsonb[],        -- what the routing rules say, a place for each standing of stay_standing and contact
    item_shift_ms       integer[],      -- by how much longer than usual more is worth waiting for
    item_is_adaptive    boolean[],
    item_chain          integer[],      -- how often in a row a turn may be superseded by such a message
    item_many           integer[],      -- from how many messages in a turn people are told
    default_capacity    double precision,
    default_window_ms   double precision,
    default_reopen_ms   double precision
) RETURNS SETOF ingest_result
-- One plan for all batches: planning the last statement anew would cost more than running it. It is made while tables
-- may still be small and must be right when they are not. Hence no sequential scans, and every look into a big table is
-- a subquery of one row: a join might be planned by a part of its key and read what a small hotel has, and a big one.
LANGUAGE plpgsql SET lock_timeout = '200ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    item_count  integer := cardinality(item_id);
    seen_of     boolean[];
    property_of uuid[];
    guest_of    uuid[];
    lanes       uuid[];
    lane_count  integer;
    results     ingest_result[];
    judged      boolean := EXISTS (SELECT FROM unnest(item_call, item_routes) AS i (call, routes)
                                   WHERE i.call IS NOT NULL OR i.routes IS NOT NULL);
    stored      integer;
    repeated    integer;
BEGIN
    -- What was seen before, and who is writing.
    SELECT array_agg(f.seen), array_agg(f.property_id), array_agg(f.guest_id)
    INTO seen_of, property_of, guest_of
    FROM (SELECT (SELECT true FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key) IS NOT NULL AS seen,
                 e.property_id,
                 (SELECT g.guest_id FROM guest_identities g
                  WHERE g.property_id = e.property_id AND g.kind = i.kind AND g.value = i.value) AS guest_id
          FROM unnest(item_endpoint, item_key, sender_kind, sender_value) WITH ORDINALITY AS i (endpoint, key, kind, value, n)
          JOIN endpoints e ON e.id = i.endpoint
          ORDER BY i.n) AS f;
    IF cardinality(seen_of) IS DISTINCT FROM item_count THEN
        RAISE EXCEPTION 'a message names an endpoint that does not exist' USING ERRCODE = 'foreign_key_violation';
    END IF;

    IF array_position(guest_of, NULL) IS NOT NULL THEN
        guest_of := ingest_guests(seen_of, property_of, guest_of, item_name, sender_kind, sender_value,
            other_item, other_kind, other_value);
        IF EXISTS (SELECT FROM unnest(seen_of, guest_of) AS i (seen, guest) WHERE NOT i.seen AND i.guest IS NULL) THEN
            RAISE EXCEPTION 'a message names no sender' USING ERRCODE = 'not_null_violation';
        END IF;
    END IF;

    -- A further name of a known guest: a user id beside the phone number.
    IF cardinality(other_item) > 0 THEN
        INSERT INTO guest_identities (property_id, kind, value, guest_id)
        SELECT DISTINCT ON (property_of[o.item], o.kind, o.value) property_of[o.item], o.kind, o.value, guest_of[o.item]
        FROM unnest(other_item, other_kind, other_value) AS o (item, kind, value)
        WHERE NOT seen_of[o.item]
          AND NOT EXISTS (SELECT FROM guest_identities g
                          WHERE g.property_id = property_of[o.item] AND g.kind = o.kind AND g.value = o.value)
        ORDER BY property_of[o.item], o.kind, o.value
        ON CONFLICT DO NOTHING;
    END IF;

    -- The lanes: the open ones, and for who has none open, others.
    SELECT array_agg(w.lane), count(*) INTO lanes, lane_count
    FROM (SELECT (SELECT c.id FROM conversations c
                  WHERE c.endpoint_id = i.endpoint AND c.guest_id = i.guest AND c.state <> 'resolved') AS lane
          FROM unnest(item_endpoint, guest_of, seen_of) AS i (endpoint, guest, seen)
          WHERE NOT i.seen GROUP BY i.endpoint, i.guest) AS w;
    SELECT array_agg(h.id) INTO lanes
    FROM (SELECT c.id FROM conversations c
          WHERE c.id = ANY (lanes) AND c.state <> 'resolved' ORDER BY c.id FOR NO KEY UPDATE) AS h;
    IF coalesce(cardinality(lanes), 0) < lane_count THEN
        lanes := lanes || (
            SELECT ingest_lanes(array_agg(w.endpoint), array_agg(w.guest), array_agg(w.property),
                                array_agg(w.kind), array_agg(w.value), default_reopen_ms)
            FROM (SELECT DISTINCT ON (i.endpoint, i.guest) i.*
                  FROM unnest(item_endpoint, guest_of, property_of, sender_kind, sender_value, seen_of) WITH ORDINALITY
                       AS i (endpoint, guest, property, kind, value, seen, n)
                  WHERE NOT i.seen
                    AND NOT EXISTS (SELECT FROM conversations c WHERE c.id = ANY (lanes)
                                    AND c.endpoint_id = i.endpoint AND c.guest_id = i.guest)
                  ORDER BY i.endpoint, i.guest, i.n DESC) AS w);
    END IF;

    -- All lanes are held now: decide, and write everything at once.
    WITH lane AS (
        SELECT c.*, e.channel, e.welcome, coalesce(e.accumulation_ms, channel_accumulation_ms(e.channel)) AS accumulation_ms,
               c.message_seq = 0 AND c.event_seq = 0 AS is_new, c.state IN ('new', 'resolved') AS becomes_active,
               CASE WHEN c.open_turn_id IS NULL THEN uuid_v7() ELSE c.open_turn_id END AS next_turn_id,
               CASE WHEN c.open_turn_id IS NULL THEN 0 ELSE c.open_turn_messages END AS gathered,
               CASE WHEN c.state = 'escalated' THEN 0 ELSE floor(b.tokens) END AS allowance, b.tokens,
               -- How long the guest paused before this message, when that was within one train of thought.
               CASE WHEN c.last_guest_message_at > now() - interval '10 seconds'
                    THEN greatest(0, extract(epoch FROM now() - c.last_guest_message_at) * 1000)::real END AS paused_ms
        FROM conversations c
        JOIN endpoints e ON e.id = c.endpoint_id
        JOIN properties p ON p.id = c.property_id
        -- The limit of a guest here: the hotel's own, else the program's.
        CROSS JOIN LATERAL (
            SELECT greatest(0, coalesce(number_setting(p.settings, 'rateLimit', 'maxRequests'), default_capacity)) AS capacity,
                   greatest(1, coalesce(number_setting(p.settings, 'rateLimit', 'windowMs'), default_window_ms)) AS window_ms
        ) AS l
        CROSS JOIN LATERAL (
            SELECT least(l.capacity, coalesce(c.rate_tokens + greatest(0, extract(epoch FROM now() - c.rate_updated_at)::double precision)
                       * l.capacity * 1000 / l.window_ms, l.capacity)) AS tokens
        ) AS b
        WHERE c.id = ANY (lanes)
    ), fresh AS (
        SELECT f.*, row_number() OVER (PARTITION BY f.lane_id ORDER BY f.n) AS place,
               count(*) OVER (PARTITION BY f.lane_id) AS arrived,
               -- The provider's own notices are no words of the guest's and open no window.
               max(least(f.sent_at, now())) FILTER (WHERE f.kind <> 'system') OVER (PARTITION BY f.lane_id) AS last_sent_at
        FROM (SELECT DISTINCT ON (i.endpoint, i.key) i.*, b.id AS lane_id
              FROM unnest(item_id, item_endpoint, item_key, item_provider_id, item_kind, item_body, item_payload, item_sent_at,
                          item_flags, sender_kind, sender_value, guest_of, seen_of, item_call, item_routes, item_shift_ms,
                          item_is_adaptive, item_chain, item_many) WITH ORDINALITY
                   AS i (id, endpoint, key, provider_id, kind, body, payload, sent_at, flags, sender_kind, sender_value, guest, seen,
                         call, routes, shift_ms, is_adaptive, chain, many, n)
              JOIN lane b ON b.endpoint_id = i.endpoint AND b.guest_id = i.guest
              WHERE NOT i.seen AND (SELECT true FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key) IS NULL
              ORDER BY i.endpoint, i.key, i.n) AS f
    ), routed AS (
        -- Over the limit is over the limit, but for who is in danger. Then the rules, by where the lane stands.
        SELECT f.*, f.place > l.allowance AND l.state <> 'escalated' AND f.call ->> 'reason' IS DISTINCT FROM 'emergency' AS is_limited,
               l.state = 'escalated' AS is_peoples,
               CASE WHEN f.routes IS NOT NULL AND l.state <> 'escalated' AND f.call IS NULL
                    THEN nullif(f.routes -> (2 * stay_standing(l.guest_id) + (l.last_guest_message_at IS NULL AND l.previous_id IS NULL AND f.place = 1)::integer),
                                'null'::jsonb) END AS route
        FROM fresh f JOIN lane l ON l.id = f.lane_id
    ), called AS (
        SELECT r.*, bool_or(NOT r.is_limited AND (r.call IS NOT NULL OR (r.route ->> 'action') IS NOT DISTINCT FROM 'dispatch')) OVER (PARTITION BY r.lane_id) AS is_called
        FROM routed r
    ), judged_item AS (
        SELECT c.*, NOT (c.is_limited OR c.is_peoples OR c.is_called OR c.route IS NOT NULL) AS takes_turn FROM called c
    ), lane_turn AS (
        -- What its messages want of a lane's turn, together.
        SELECT t.lane_id, count(*) AS wanted, max(t.chain) AS chain, min(t.many) AS many, bool_or(t.is_adaptive) AS is_adaptive,
               (array_agg(t.shift_ms ORDER BY t.place DESC))[1] AS shift_ms
        FROM judged_item t WHERE t.takes_turn GROUP BY t.lane_id
    ), lane_after AS (
        -- A lane with the last of its messages, which says whom to answer.
        SELECT l.*, f.arrived, f.last_sent_at, f.sender_kind, f.sender_value, least(f.arrived, l.allowance)::bigint AS admitted,
               l.event_seq + l.is_new::integer + l.becomes_active::integer + m.supersedes::integer AS last_event,
               m.wanted, m.supersedes, m.wanted > 0 AND l.open_turn_id IS NULL AS opens_turn,
               m.wanted > 0 AND l.gathered < m.many AND l.gathered + m.wanted >= m.many AS is_many,
               CASE WHEN m.wanted > 0 THEN l.next_turn_id ELSE l.open_turn_id END AS turn_id,
               CASE WHEN m.wanted = 0 THEN l.gathering
                    WHEN l.accumulation_ms = 0 THEN 'channel'
                    WHEN m.shift_ms < 0 THEN 'explicit'
                    WHEN m.is_adaptive AND l.pause_samples >= 5 THEN 'predicted'
                    ELSE 'timeout' END AS gathering_now,
               -- A pending turn waits for the running one; an open one is pushed back, but never past three seconds.
               CASE WHEN m.wanted = 0 OR (l.running_turn_id IS NOT NULL AND NOT m.supersedes) THEN l.turn_due_at
                    WHEN l.accumulation_ms = 0 THEN now()
                    ELSE least(now() + accumulation_window_ms(l.accumulation_ms, m.shift_ms,
                                   CASE WHEN m.is_adaptive THEN l.pause_ms END, l.pause_samples,
                                   (l.gathered + m.wanted - 1)::integer) * interval '1 millisecond',
                               CASE WHEN l.running_turn_id IS NULL THEN coalesce(l.open_turn_opened_at, now()) ELSE now() END
                                   + interval '3 seconds') END AS due_at
        FROM (SELECT * FROM judged_item WHERE place = arrived) AS f
        JOIN lane l ON l.id = f.lane_id
        LEFT JOIN lane_turn w ON w.lane_id = l.id
        CROSS JOIN LATERAL (
            SELECT coalesce(w.wanted, 0) AS wanted, coalesce(w.shift_ms, 0) AS shift_ms, coalesce(w.is_adaptive, false) AS is_adaptive,
                   coalesce(w.many, 0) AS many,
                   coalesce(w.wanted > 0 AND l.running_turn_id IS NOT NULL AND w.chain > l.turn_chain, false) AS supersedes
        ) AS m
    ), decided AS (
        SELECT f.n, f.id, f.endpoint, f.key, f.provider_id, f.kind, f.body, f.payload, f.sent_at, f.flags, f.lane_id, f.call, f.route,
               a.property_id, a.message_seq + f.place AS seq, a.last_event + f.place AS event_seq, a.due_at,
               v.decision,
               CASE v.decision
                   WHEN 'rejected' THEN 'guest_limit'
                   WHEN 'to_staff' THEN CASE WHEN f.call IS NOT NULL THEN f.call ->> 'reason'
                       WHEN f.route ->> 'action' = 'dispatch' THEN 'rule:' || (f.route ->> 'rule') || '@' || (f.route ->> 'version')
                       WHEN f.is_peoples THEN 'people_own_it' ELSE 'with_a_call' END
                   WHEN 'routed_rule' THEN 'rule:' || (f.route ->> 'rule') || '@' || (f.route ->> 'version')
                   WHEN 'queued' THEN CASE WHEN f.chain = 0 THEN 'leaves_the_answer' ELSE 'engine_busy' END
                   WHEN 'absorbed' THEN 'still_gathering'
                   ELSE CASE WHEN a.supersedes THEN 'superseded_the_answer' ELSE 'nothing_open' END END AS reason,
               CASE WHEN f.takes_turn THEN a.turn_id END AS turn_id,
               CASE WHEN f.takes_turn AND a.supersedes THEN a.running_turn_id END AS superseded
        FROM judged_item f JOIN lane_after a ON a.id = f.lane_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN f.is_limited THEN 'rejected'
                        WHEN f.is_peoples OR f.is_called THEN 'to_staff'
                        WHEN f.route IS NOT NULL THEN 'routed_rule'
                        WHEN a.running_turn_id IS NOT NULL AND NOT a.supersedes THEN 'queued'
                        WHEN a.open_turn_id IS NOT NULL
                            OR f.place > (SELECT min(t.place) FROM judged_item t WHERE t.lane_id = f.lane_id AND t.takes_turn) THEN 'absorbed'
                        ELSE 'turn_opened' END AS decision
        ) AS v
    ), opened AS (
        INSERT INTO turns (id, property_id, conversation_id, group_id)
        SELECT a.turn_id, a.property_id, a.id,
               CASE WHEN a.supersedes THEN (SELECT coalesce(o.group_id, o.id) FROM turns o WHERE o.id = a.running_turn_id) END
        FROM lane_after a WHERE a.opens_turn
    ), joined AS (
        -- What was gathering behind the one superseded answers for both.
        UPDATE turns t
        SET group_id = (SELECT coalesce(o.group_id, o.id) FROM turns o WHERE o.id = a.running_turn_id)
        FROM lane_after a WHERE a.supersedes AND NOT a.opens_turn AND t.id = a.turn_id
    ), superseded AS (
        -- It keeps its lease token: whoever thinks about it may still hand its words in as a draft.
        UPDATE turns t
        SET state = 'superseded', finished_at = now(), outcome = 'superseded', superseded_by = a.turn_id,
            group_id = coalesce(t.group_id, t.id)
        FROM lane_after a WHERE a.supersedes AND t.id = a.running_turn_id
    ), welcomed AS (
        -- Once per guest and endpoint, whoever else opens a lane at the same moment.
        INSERT INTO welcomes (endpoint_id, guest_id, property_id)
        SELECT a.endpoint_id, a.guest_id, a.property_id FROM lane_after a
        WHERE a.is_new AND a.welcome IS NOT NULL
          -- Whoever needs people at once hears of that first, and may be greeted at the next beginning.
          AND NOT EXISTS (SELECT FROM judged_item j WHERE j.lane_id = a.id AND j.is_called)
        ORDER BY a.endpoint_id, a.guest_id
        ON CONFLICT DO NOTHING
        RETURNING endpoint_id, guest_id
    ), greeting AS (
        SELECT uuid_v7() AS id, a.property_id, a.id AS lane_id, a.endpoint_id, a.welcome AS body, a.sender_kind, a.sender_value,
               a.owner_epoch + a.becomes_active::integer AS owner_epoch,
               a.message_seq + a.arrived + 1 AS seq, a.last_event + a.arrived + 1 AS event_seq
        FROM lane_after a JOIN welcomed w ON w.endpoint_id = a.endpoint_id AND w.guest_id = a.guest_id
    ), greeted AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body)
        SELECT g.id, g.property_id, g.lane_id, g.seq, 'system', g.body FROM greeting g
    ), greets AS (
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind, recipient_value)
        SELECT g.property_id, g.lane_id, g.endpoint_id, g.id, g.seq, 'system', g.owner_epoch, g.sender_kind, g.sender_value FROM greeting g
    ), lane_final AS MATERIALIZED (
        -- Joined here, so that the update below meets one list of lanes and looks each up by its key.
        SELECT a.*, (SELECT true FROM greeting g WHERE g.lane_id = a.id) IS NOT NULL AS is_greeted FROM lane_after a
    ), moved AS (
        UPDATE conversations c
        SET state = CASE WHEN a.becomes_active THEN 'active' ELSE c.state END,
            owner_epoch = c.owner_epoch + a.becomes_active::integer,
            state_version = c.state_version + a.becomes_active::integer,
            resolved_at = NULL, resolution = NULL,
            message_seq = c.message_seq + a.arrived + a.is_greeted::integer,
            event_seq = a.last_event + a.arrived + a.is_greeted::integer,
            delivery_due_at = CASE WHEN a.is_greeted THEN now() ELSE c.delivery_due_at END,
            unread_count = c.unread_count + a.arrived::integer,
            open_turn_id = a.turn_id,
            open_turn_opened_at = CASE WHEN a.turn_id IS NULL THEN NULL ELSE coalesce(c.open_turn_opened_at, now()) END,
            open_turn_messages = a.gathered + a.wanted::integer,
            running_turn_id = CASE WHEN NOT a.supersedes THEN c.running_turn_id END,
            turn_chain = CASE WHEN a.supersedes THEN c.turn_chain + 1 ELSE c.turn_chain END,
            turn_due_at = a.due_at, gathering = a.gathering_now,
            pause_ms = CASE WHEN a.paused_ms IS NULL THEN c.pause_ms
                            WHEN c.pause_samples = 0 THEN a.paused_ms ELSE 0.8 * c.pause_ms + 0.2 * a.paused_ms END,
            pause_samples = CASE WHEN a.paused_ms IS NULL THEN c.pause_samples ELSE least(1000, c.pause_samples + 1) END,
            -- A transaction that waited for the lane may have begun before the one it waited for.
            rate_tokens = a.tokens - a.admitted, rate_updated_at = greatest(c.rate_updated_at, now()),
            window_expires_at = CASE WHEN a.channel = 'whatsapp'
                THEN greatest(c.window_expires_at, a.last_sent_at + interval '24 hours') END,
            recipient_kind = a.sender_kind, recipient_value = a.sender_value,
            last_guest_message_at = greatest(c.last_guest_message_at, now()),
            last_message_at = greatest(c.last_message_at, now()), last_author = 'guest'
        FROM lane_final a
        WHERE c.id = a.id
    ), changed AS (
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, state_version)
        SELECT a.property_id, a.id, a.state, 'active',
               CASE WHEN a.state = 'new' THEN 'guest_message' ELSE 'guest_message_within_reopen_window' END,
               'guest', a.state_version + 1
        FROM lane_after a WHERE a.becomes_active
    ), said AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, kind, body, payload, turn_id, decision, decision_reason, flags,
                              provider_message_id, sent_at)
        SELECT d.id, d.property_id, d.lane_id, d.seq, 'guest', d.kind, d.body, d.payload, d.turn_id, d.decision, d.reason,
               coalesce(string_to_array(nullif(d.flags, ''), ','), '{}') || CASE WHEN d.decision = 'rejected' THEN '{limited}'::text[] END,
               d.provider_id, d.sent_at
        FROM decided d
    ), keyed AS (
        INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision)
        SELECT d.endpoint, d.key, d.property_id, d.id, d.decision FROM decided d ORDER BY d.endpoint, d.key
    ), alarmed AS (
        INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
        SELECT a.property_id, 'turn.many_messages', 'warning', a.id,
               jsonb_build_object('turnId', a.turn_id, 'messages', a.gathered + a.wanted)
        FROM lane_after a WHERE a.is_many
    ), logged AS (
        -- In their order, so that whoever reads the log by its ids reads a conversation as it went.
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT v.property_id, v.id, v.event_seq, v.kind, v.payload
        FROM (SELECT a.property_id, a.id, 1::bigint AS event_seq, 'conversation.created' AS kind,
                     jsonb_build_object('guestId', a.guest_id, 'endpointId', a.endpoint_id) AS payload
              FROM lane_after a WHERE a.is_new
              UNION ALL
              SELECT a.property_id, a.id, a.last_event, 'conversation.state_changed',
                     jsonb_build_object('from', a.state, 'to', 'active', 'stateVersion', a.state_version + 1)
              FROM lane_after a WHERE a.becomes_active
              UNION ALL
              -- A lane with a running turn is active, so this is never beside the one above.
              SELECT a.property_id, a.id, a.last_event, 'turn.finished',
                     jsonb_build_object('turnId', a.running_turn_id, 'outcome', 'superseded', 'supersededBy', a.turn_id)
              FROM lane_after a WHERE a.supersedes
              UNION ALL
              SELECT d.property_id, d.lane_id, d.event_seq, 'message.received',
                     jsonb_build_object('messageId', d.id, 'seq', d.seq, 'decision', d.decision, 'turnId', d.turn_id)
              FROM decided d
              UNION ALL
              SELECT g.property_id, g.lane_id, g.event_seq, 'message.created',
                     jsonb_build_object('messageId', g.id, 'seq', g.seq, 'author', 'system')
              FROM greeting g) AS v
        ORDER BY v.id, v.event_seq
    )
    SELECT array_agg((d.n::integer, d.id, d.lane_id, d.turn_id, d.decision, false,
                      (extract(epoch FROM d.due_at - now()) * 1000)::double precision, d.reason, d.superseded)::ingest_result ORDER BY d.n)
    INTO results
    FROM decided d;
    stored := coalesce(cardinality(results), 0);
    RETURN QUERY SELECT * FROM unnest(results);

    -- Few messages get here: what the hotel's rules answer, and who must not wait for an engine.
    IF judged AND stored > 0 THEN
        PERFORM answer_by_rule(r.conversation_id, item_call[r.item], item_routes[r.item], r.reason, r.decision)
        FROM unnest(results) AS r
        WHERE (item_call[r.item] IS NOT NULL OR item_routes[r.item] IS NOT NULL) AND r.decision IN ('to_staff', 'routed_rule')
          AND (r.reason LIKE 'rule:%' OR r.reason = item_call[r.item] ->> 'reason')
        -- The most pressing one takes the conversation to people; the others find it there.
        ORDER BY r.conversation_id, coalesce(item_call[r.item] ->> 'reason' = 'emergency', false) DESC, item_call[r.item] IS NOT NULL DESC,
            (SELECT coalesce(max(priority_rank(o.value ->> 'priority')), 0) FROM jsonb_array_elements(item_routes[r.item]) AS o
             WHERE 'rule:' || (o.value ->> 'rule') || '@' || (o.value ->> 'version') = r.reason) DESC, r.item;
    END IF;

    -- The rest were seen before, some of them earlier in this very batch.
    IF stored < item_count THEN
        RETURN QUERY
        SELECT i.n::integer, k.message_id, m.conversation_id, m.turn_id, k.decision, true, NULL::double precision, m.decision_reason, NULL::uuid
        FROM unnest(item_id, item_endpoint, item_key, seen_of) WITH ORDINALITY AS i (id, endpoint, key, seen, n)
        CROSS JOIN LATERAL (SELECT * FROM message_keys x WHERE x.endpoint_id = i.endpoint AND x.key = i.key LIMIT 1) AS k
        LEFT JOIN LATERAL (SELECT * FROM messages x WHERE x.id = k.message_id LIMIT 1) AS m ON true
        WHERE i.seen OR k.message_id <> i.id;
        GET DIAGNOSTICS repeated = ROW_COUNT;
        IF stored + repeated <> item_count THEN
            -- The same call, made twice at once because its first answer was lost: the other one stored it just now.
            RAISE EXCEPTION 'a batch met its own twin' USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION ingest_messages IS 'Stores a batch of guest messages with all they cause, and says what was decided for each.';

-- As 0007 made it, now leaving out hotels that have their share of a node already, and with what went before.
DROP FUNCTION claim_turns(integer, integer, text, double precision, integer);
CREATE FUNCTION claim_turns(claim_limit integer, per_property integer, crowded uuid[], node text, lease_ms double precision, history_limit integer)
RETURNS TABLE (
    turn_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, guest_id uuid,
    endpoint_id uuid, channel text, owner_epoch bigint, state text, current_intent text, message_count bigint,
    created_at timestamptz, last_message_at timestamptz, burst jsonb, history jsonb, guest jsonb, threshold double precision, recent_turns jsonb
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
          WHERE p.id <> ALL (crowded)
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
            owner_epoch = CASE WHEN t.state = 'running' THEN t.owner_epoch ELSE c.owner_epoch END,
            gathered_by = coalesce(t.gathered_by, c.gathering)
        FROM conversations c
        WHERE c.id = ANY (claimed) AND c.state = 'active' AND t.id = coalesce(c.running_turn_id, c.open_turn_id)
        RETURNING t.id, t.lease_token, t.attempts, t.owner_epoch, t.conversation_id, t.group_id
    ), lane AS (
        UPDATE conversations c
        SET running_turn_id = l.id,
            open_turn_id = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_id END,
            open_turn_opened_at = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_opened_at END,
            turn_chain = CASE WHEN l.group_id IS NULL THEN 0 ELSE c.turn_chain END,
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
            -- With what the turns were asked that it supersedes.
            FROM messages m
            WHERE m.author = 'guest'
              AND m.turn_id IN (SELECT l.id UNION ALL
                                SELECT s.id FROM turns s WHERE s.group_id = l.group_id AND s.state = 'superseded')),
           (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'seq', h.seq, 'author', h.author, 'text', h.body, 'createdAt', h.created_at) ORDER BY h.seq)
            -- What gathers behind a turn taken up again is the next turn's to answer.
            FROM (SELECT m.* FROM messages m
                  WHERE m.conversation_id = c.id AND (c.open_turn_id IS NULL OR m.turn_id IS DISTINCT FROM c.open_turn_id)
                  ORDER BY m.seq DESC LIMIT history_limit) AS h),
           jsonb_build_object('id', g.id, 'name', g.display_name, 'language', g.language, 'vip', g.vip, 'profile', g.profile,
               'room', s.room, 'arrival', s.arrival, 'departure', s.departure, 'stayStatus', s.status),
           number_setting(p.settings, 'escalationThreshold'),
           -- What the AI did here since it last got the lane, the newest first.
           (SELECT coalesce(jsonb_agg(jsonb_build_object('intent', r.intent, 'confidence', r.confidence, 'outcome', r.outcome, 'text',
                       (SELECT string_agg(m.body, E'\n' ORDER BY m.seq) FROM messages m WHERE m.author = 'guest' AND m.turn_id IN (
                            SELECT r.id UNION ALL SELECT s.id FROM turns s WHERE s.group_id = r.group_id AND s.state = 'superseded')))
                       ORDER BY r.opened_at DESC), '[]')
            FROM (SELECT x.* FROM turns x
                  WHERE x.conversation_id = c.id AND x.owner_epoch = l.owner_epoch AND x.state IN ('done', 'failed')
                  ORDER BY x.opened_at DESC LIMIT 8) AS r)
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
        WHERE n.nspname = 'public' AND p.proname IN ('ingest_messages', 'answer_by_rule', 'accumulation_window_ms', 'stay_standing',
            'escalation_severity', 'claim_turns', 'finish_turns')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO concierge_router', routine);
    END LOOP;
END
$$;
