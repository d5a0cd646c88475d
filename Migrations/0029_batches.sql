-- What a batch costs grows with the batch and no faster. Plans are made once, for few messages, and joined their lists by
-- comparing each with each: of two messages that is nothing, of a hundred more than the storing.

-- As 0027 made it, now working out by windows what the messages of a lane have in common.
CREATE OR REPLACE FUNCTION ingest_messages(
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
    item_consent        jsonb[],        -- that the guest wants no more text messages, or some again: {wish, confirmation}
    item_shift_ms       integer[],      -- by how much longer than usual more is worth waiting for
    item_is_adaptive    boolean[],
    item_chain          integer[],      -- how often in a row a turn may be superseded by such a message
    item_many           integer[],      -- from how many messages in a turn people are told
    item_rejection      text[],         -- endpoint_limit or property_limit, when too much came in for it to be answered
    limit_endpoint      uuid[],         -- where a hotel has decided how much a guest may write: the endpoint,
    limit_capacity      double precision[], -- how many messages at once,
    limit_window_ms     double precision[], -- and in how long as many again
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

    -- All lanes are held now: decide, and write everything at once. Whatever messages of a lane have in common is worked
    -- out by windows over them and not by joining lists, which a plan made for few would do by comparing all with all.
    WITH lane AS (
        SELECT c.id, c.property_id, c.endpoint_id, c.guest_id, c.state, c.owner_epoch, c.state_version, c.message_seq, c.event_seq,
               c.previous_id, c.last_guest_message_at, c.open_turn_id, c.open_turn_opened_at, c.running_turn_id, c.turn_due_at,
               c.turn_chain, c.gathering, c.pause_ms, c.pause_samples,
               e.channel, e.welcome, coalesce(e.accumulation_ms, channel_accumulation_ms(e.channel)) AS accumulation_ms,
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
        -- The limit of a guest here: what the hotel decided, else its setting, else the program's.
        CROSS JOIN LATERAL (SELECT array_position(limit_endpoint, c.endpoint_id) AS place) AS o
        CROSS JOIN LATERAL (
            SELECT greatest(0, coalesce(limit_capacity[o.place], number_setting(p.settings, 'rateLimit', 'maxRequests'), default_capacity)) AS capacity,
                   greatest(1, coalesce(limit_window_ms[o.place], number_setting(p.settings, 'rateLimit', 'windowMs'), default_window_ms)) AS window_ms
        ) AS l
        CROSS JOIN LATERAL (
            SELECT least(l.capacity, coalesce(c.rate_tokens + greatest(0, extract(epoch FROM now() - c.rate_updated_at)::double precision)
                       * l.capacity * 1000 / l.window_ms, l.capacity)) AS tokens
        ) AS b
        WHERE c.id = ANY (lanes)
    ), fresh AS (
        -- Each message once, with its lane and where it stands among the lane's.
        SELECT l.*, f.n, f.id AS message_id, f.key, f.provider_id, f.kind, f.body, f.payload, f.sent_at, f.flags, f.sender_kind, f.sender_value,
               f.call, f.routes, f.shift_ms, f.is_adaptive, f.chain, f.many, f.rejection, f.consent,
               row_number() OVER before AS place, count(*) OVER whole AS arrived,
               coalesce(bool_or(f.consent ->> 'wish' = 'opt_out') OVER before, false) AS has_opted_out,
               -- The provider's own notices are no words of the guest's and open no window.
               max(least(f.sent_at, now())) FILTER (WHERE f.kind <> 'system') OVER whole AS last_sent_at
        FROM (SELECT DISTINCT ON (i.endpoint, i.key) i.*
              FROM unnest(item_id, item_endpoint, item_key, item_provider_id, item_kind, item_body, item_payload, item_sent_at,
                          item_flags, sender_kind, sender_value, guest_of, seen_of, item_call, item_routes, item_shift_ms,
                          item_is_adaptive, item_chain, item_many, item_rejection, item_consent) WITH ORDINALITY
                   AS i (id, endpoint, key, provider_id, kind, body, payload, sent_at, flags, sender_kind, sender_value, guest, seen,
                         call, routes, shift_ms, is_adaptive, chain, many, rejection, consent, n)
              -- Said as a truth and not as a comparison, of which a plan would expect next to nothing to be left.
              WHERE NOT coalesce(i.seen OR (SELECT true FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key), false)
              ORDER BY i.endpoint, i.key, i.n) AS f
        JOIN lane l ON l.endpoint_id = f.endpoint AND l.guest_id = f.guest
        WINDOW before AS (PARTITION BY l.id ORDER BY f.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
               whole AS (PARTITION BY l.id ORDER BY f.n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), consenting AS (
        -- Wanting messages again means something only to who wanted none: "yes" is an answer like another otherwise.
        SELECT f.*, CASE WHEN f.consent IS NULL THEN false
                         WHEN f.consent ->> 'wish' = 'opt_out' OR f.has_opted_out THEN true
                         ELSE (SELECT true FROM opt_outs o WHERE o.endpoint_id = f.endpoint_id AND o.kind = f.sender_kind AND o.value = f.sender_value) IS NOT NULL
                         END AS is_consent
        FROM fresh f
    ), routed AS (
        -- Over the limit is over the limit, but for who is in danger. Then the rules, by where the lane stands.
        SELECT f.*, (f.rejection IS NOT NULL OR f.place > f.allowance) AND f.state <> 'escalated' AND NOT f.is_consent
                   AND f.call ->> 'reason' IS DISTINCT FROM 'emergency' AS is_limited,
               f.state = 'escalated' AS is_peoples,
               CASE WHEN f.routes IS NOT NULL AND f.state <> 'escalated' AND f.call IS NULL AND NOT f.is_consent
                    THEN nullif(f.routes -> (2 * stay_standing(f.guest_id) + (f.last_guest_message_at IS NULL AND f.previous_id IS NULL AND f.place = 1)::integer),
                                'null'::jsonb) END AS route
        FROM consenting f
    ), called AS (
        SELECT r.*, bool_or(r.is_consent) OVER whole AS has_consent,
               bool_or(NOT r.is_limited AND (r.call IS NOT NULL OR (r.route ->> 'action') IS NOT DISTINCT FROM 'dispatch')) OVER whole AS is_called
        FROM routed r
        WINDOW whole AS (PARTITION BY r.id ORDER BY r.n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), judged_item AS (
        SELECT c.*, NOT (c.is_consent OR c.is_limited OR c.is_peoples OR c.is_called OR c.route IS NOT NULL) AS takes_turn FROM called c
    ), wishing AS (
        -- What its messages want of a lane's turn, together.
        SELECT j.*, count(*) FILTER (WHERE j.takes_turn) OVER whole AS wanted,
               min(j.place) FILTER (WHERE j.takes_turn) OVER whole AS first_place,
               max(j.chain) FILTER (WHERE j.takes_turn) OVER whole AS longest_chain,
               min(j.many) FILTER (WHERE j.takes_turn) OVER whole AS many_from,
               coalesce(bool_or(j.is_adaptive) FILTER (WHERE j.takes_turn) OVER whole, false) AS adapts,
               array_agg(j.shift_ms) FILTER (WHERE j.takes_turn) OVER whole AS shifts
        FROM judged_item j
        WINDOW whole AS (PARTITION BY j.id ORDER BY j.n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), decided AS MATERIALIZED (
        -- Every message with what its lane becomes.
        SELECT w.*, m.supersedes, t.turn_id AS lane_turn_id, t.last_event, v.decision,
               least(w.arrived, w.allowance)::bigint AS admitted,
               w.wanted > 0 AND w.open_turn_id IS NULL AS opens_turn,
               w.wanted > 0 AND w.gathered < w.many_from AND w.gathered + w.wanted >= w.many_from AS is_many,
               w.message_seq + w.place AS seq, t.last_event + w.place AS message_event_seq,
               CASE WHEN w.wanted = 0 THEN w.gathering
                    WHEN w.accumulation_ms = 0 THEN 'channel'
                    WHEN m.shift_ms < 0 THEN 'explicit'
                    WHEN w.adapts AND w.pause_samples >= 5 THEN 'predicted'
                    ELSE 'timeout' END AS gathering_now,
               -- A pending turn waits for the running one; an open one is pushed back, but never past three seconds.
               CASE WHEN w.wanted = 0 OR (w.running_turn_id IS NOT NULL AND NOT m.supersedes) THEN w.turn_due_at
                    WHEN w.accumulation_ms = 0 THEN now()
                    ELSE least(now() + accumulation_window_ms(w.accumulation_ms, m.shift_ms,
                                   CASE WHEN w.adapts THEN w.pause_ms END, w.pause_samples,
                                   (w.gathered + w.wanted - 1)::integer) * interval '1 millisecond',
                               CASE WHEN w.running_turn_id IS NULL THEN coalesce(w.open_turn_opened_at, now()) ELSE now() END
                                   + interval '3 seconds') END AS due_at,
               CASE WHEN w.is_consent THEN w.consent ->> 'wish' ELSE CASE v.decision
                   WHEN 'rejected' THEN coalesce(w.rejection, 'guest_limit')
                   WHEN 'to_staff' THEN CASE WHEN w.call IS NOT NULL THEN w.call ->> 'reason'
                       WHEN w.route ->> 'action' = 'dispatch' THEN 'rule:' || (w.route ->> 'rule') || '@' || (w.route ->> 'version')
                       WHEN w.is_peoples THEN 'people_own_it' ELSE 'with_a_call' END
                   WHEN 'routed_rule' THEN 'rule:' || (w.route ->> 'rule') || '@' || (w.route ->> 'version')
                   WHEN 'queued' THEN CASE WHEN w.chain = 0 THEN 'leaves_the_answer' ELSE 'engine_busy' END
                   WHEN 'absorbed' THEN 'still_gathering'
                   ELSE CASE WHEN m.supersedes THEN 'superseded_the_answer' ELSE 'nothing_open' END END END AS reason,
               CASE WHEN w.takes_turn THEN t.turn_id END AS turn_id,
               CASE WHEN w.takes_turn AND m.supersedes THEN w.running_turn_id END AS superseded
        FROM wishing w
        CROSS JOIN LATERAL (
            SELECT coalesce(w.shifts[w.wanted], 0) AS shift_ms,
                   coalesce(w.wanted > 0 AND w.running_turn_id IS NOT NULL AND w.longest_chain > w.turn_chain, false) AS supersedes
        ) AS m
        CROSS JOIN LATERAL (
            SELECT CASE WHEN w.wanted > 0 THEN w.next_turn_id ELSE w.open_turn_id END AS turn_id,
                   w.event_seq + w.is_new::integer + w.becomes_active::integer + m.supersedes::integer AS last_event
        ) AS t
        CROSS JOIN LATERAL (
            SELECT CASE WHEN w.is_consent THEN 'routed_rule'
                        WHEN w.is_limited THEN 'rejected'
                        WHEN w.is_peoples OR w.is_called THEN 'to_staff'
                        WHEN w.route IS NOT NULL THEN 'routed_rule'
                        WHEN w.running_turn_id IS NOT NULL AND NOT m.supersedes THEN 'queued'
                        WHEN w.open_turn_id IS NOT NULL OR w.place > w.first_place THEN 'absorbed'
                        ELSE 'turn_opened' END AS decision
        ) AS v
    ), welcomed AS (
        -- Once per guest and endpoint, whoever else opens a lane at the same moment. Whoever needs people at once hears of
        -- that first, and may be greeted at the next beginning.
        INSERT INTO welcomes (endpoint_id, guest_id, property_id)
        SELECT d.endpoint_id, d.guest_id, d.property_id FROM decided d
        WHERE d.place = d.arrived AND d.is_new AND d.welcome IS NOT NULL AND NOT d.is_called AND NOT d.has_consent
        ORDER BY d.endpoint_id, d.guest_id
        ON CONFLICT DO NOTHING
        RETURNING endpoint_id, guest_id
    ), lane_after AS MATERIALIZED (
        -- A lane with the last of its messages, which says whom to answer.
        SELECT d.*, (d.endpoint_id, d.guest_id) IN (SELECT w.endpoint_id, w.guest_id FROM welcomed w) AS is_greeted
        FROM decided d WHERE d.place = d.arrived
    ), greeting AS (
        SELECT uuid_v7() AS id, a.property_id, a.id AS lane_id, a.endpoint_id, a.welcome AS body, a.sender_kind, a.sender_value,
               a.owner_epoch + a.becomes_active::integer AS owner_epoch,
               a.message_seq + a.arrived + 1 AS seq, a.last_event + a.arrived + 1 AS event_seq
        FROM lane_after a WHERE a.is_greeted
    ), opened AS (
        INSERT INTO turns (id, property_id, conversation_id, group_id)
        SELECT a.lane_turn_id, a.property_id, a.id,
               CASE WHEN a.supersedes THEN (SELECT coalesce(o.group_id, o.id) FROM turns o WHERE o.id = a.running_turn_id) END
        FROM lane_after a WHERE a.opens_turn
    ), joined AS (
        -- What was gathering behind the one superseded answers for both.
        UPDATE turns t
        SET group_id = (SELECT coalesce(o.group_id, o.id) FROM turns o WHERE o.id = a.running_turn_id)
        FROM lane_after a WHERE a.supersedes AND NOT a.opens_turn AND t.id = a.lane_turn_id
    ), superseded AS (
        -- It keeps its lease token: whoever thinks about it may still hand its words in as a draft.
        UPDATE turns t
        SET state = 'superseded', finished_at = now(), outcome = 'superseded', superseded_by = a.lane_turn_id,
            group_id = coalesce(t.group_id, t.id)
        FROM lane_after a WHERE a.supersedes AND t.id = a.running_turn_id
    ), greeted AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body)
        SELECT g.id, g.property_id, g.lane_id, g.seq, 'system', g.body FROM greeting g
    ), greets AS (
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind, recipient_value)
        SELECT g.property_id, g.lane_id, g.endpoint_id, g.id, g.seq, 'system', g.owner_epoch, g.sender_kind, g.sender_value FROM greeting g
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
            open_turn_id = a.lane_turn_id,
            open_turn_opened_at = CASE WHEN a.lane_turn_id IS NULL THEN NULL ELSE coalesce(c.open_turn_opened_at, now()) END,
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
        FROM lane_after a
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
        SELECT d.message_id, d.property_id, d.id, d.seq, 'guest', d.kind, d.body, d.payload, d.turn_id, d.decision, d.reason,
               coalesce(string_to_array(nullif(d.flags, ''), ','), '{}') || CASE WHEN d.decision = 'rejected' THEN '{limited}'::text[] END,
               d.provider_id, d.sent_at
        FROM decided d
    ), keyed AS (
        INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision)
        SELECT d.endpoint_id, d.key, d.property_id, d.message_id, d.decision FROM decided d ORDER BY d.endpoint_id, d.key
    ), alarmed AS (
        INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
        SELECT a.property_id, 'turn.many_messages', 'warning', a.id,
               jsonb_build_object('turnId', a.lane_turn_id, 'messages', a.gathered + a.wanted)
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
                     jsonb_build_object('turnId', a.running_turn_id, 'outcome', 'superseded', 'supersededBy', a.lane_turn_id)
              FROM lane_after a WHERE a.supersedes
              UNION ALL
              SELECT d.property_id, d.id, d.message_event_seq, 'message.received',
                     jsonb_build_object('messageId', d.message_id, 'seq', d.seq, 'decision', d.decision, 'turnId', d.turn_id)
              FROM decided d
              UNION ALL
              SELECT g.property_id, g.lane_id, g.event_seq, 'message.created',
                     jsonb_build_object('messageId', g.id, 'seq', g.seq, 'author', 'system')
              FROM greeting g) AS v
        ORDER BY v.id, v.event_seq
    )
    SELECT array_agg((d.n::integer, d.message_id, d.id, d.turn_id, d.decision, false,
                      (extract(epoch FROM d.due_at - now()) * 1000)::double precision, d.reason, d.superseded)::ingest_result ORDER BY d.n)
    INTO results
    FROM decided d;
    stored := coalesce(cardinality(results), 0);
    RETURN QUERY SELECT * FROM unnest(results);

    IF EXISTS (SELECT FROM unnest(item_consent) AS i (consent) WHERE i.consent IS NOT NULL) THEN
        PERFORM change_consent(r.conversation_id, item_endpoint[r.item], sender_kind[r.item], sender_value[r.item], item_consent[r.item])
        FROM unnest(results) AS r WHERE r.reason IN ('opt_out', 'opt_in') ORDER BY r.item;
    END IF;

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

-- As 0026 made it, now looking up the messages of a turn by its id alone where it superseded none.
CREATE OR REPLACE FUNCTION claim_turns(claim_limit integer, per_property integer, crowded uuid[], node text, lease_ms double precision, history_limit integer)
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
           (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'kind', m.kind, 'text', m.body, 'createdAt', m.created_at,
                                             'flags', to_jsonb(m.flags)) ORDER BY m.seq)
            -- With what the turns were asked that it supersedes.
            FROM messages m
            WHERE m.author = 'guest'
              AND m.turn_id = ANY (CASE WHEN l.group_id IS NULL THEN ARRAY[l.id]
                                        ELSE l.id || ARRAY(SELECT s.id FROM turns s WHERE s.group_id = l.group_id AND s.state = 'superseded') END)),
           (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'seq', h.seq, 'author', h.author, 'text', h.body, 'createdAt', h.created_at) ORDER BY h.seq)
            -- What gathers behind a turn taken up again is the next turn's to answer.
            FROM (SELECT m.* FROM messages m
                  WHERE m.conversation_id = c.id AND (c.open_turn_id IS NULL OR m.turn_id IS DISTINCT FROM c.open_turn_id)
                  ORDER BY m.seq DESC LIMIT history_limit) AS h),
           jsonb_build_object('id', g.id, 'name', g.display_name, 'language', g.language, 'vip', g.vip, 'profile', g.profile,
               'room', s.room, 'arrival', s.arrival, 'departure', s.departure, 'stayStatus', CASE s.phase WHEN 2 THEN 'in_house' WHEN 1 THEN 'booked' END),
           number_setting(p.settings, 'escalationThreshold'),
           -- What the AI did here since it last got the lane, the newest first.
           (SELECT coalesce(jsonb_agg(jsonb_build_object('intent', r.intent, 'confidence', r.confidence, 'outcome', r.outcome, 'text',
                       (SELECT string_agg(m.body, E'\n' ORDER BY m.seq) FROM messages m WHERE m.author = 'guest' AND m.turn_id = ANY (
                            CASE WHEN r.group_id IS NULL THEN ARRAY[r.id]
                                 ELSE r.id || ARRAY(SELECT s.id FROM turns s WHERE s.group_id = r.group_id AND s.state = 'superseded') END)))
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
        SELECT x.room, x.arrival, x.departure, f.phase
        FROM stays x CROSS JOIN LATERAL (SELECT stay_phase(x.status, x.arrival, x.departure, hotel_date(p.timezone)) AS phase) AS f
        WHERE x.guest_id = c.guest_id AND f.phase IN (1, 2)
        ORDER BY f.phase DESC, x.arrival LIMIT 1
    ) s ON true;
END
$$;
