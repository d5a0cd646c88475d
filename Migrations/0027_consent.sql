-- Guests of text messages who want no more of them. Carriers oblige whoever sends to obey at once, and refuse what is sent
-- nevertheless; what counts is the pair of the hotel's number and the guest's.

CREATE TABLE opt_outs (
    endpoint_id uuid NOT NULL REFERENCES endpoints ON DELETE CASCADE,
    kind        text NOT NULL,
    value       text NOT NULL,
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (endpoint_id, kind, value)
);
COMMENT ON TABLE opt_outs IS 'The names of guests who may not be written to at an endpoint until they allow it again.';
SELECT protect_table('opt_outs');
GRANT SELECT ON opt_outs TO concierge_api;
GRANT SELECT, INSERT, DELETE ON opt_outs TO concierge_router;

ALTER TABLE deliveries ADD COLUMN despite_opt_out boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN deliveries.despite_opt_out IS 'The one confirmation that a guest who wants no more messages is owed.';

CREATE FUNCTION change_consent(conversation uuid, endpoint uuid, sender_kind text, sender_value text, consent jsonb) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    hotel    properties;
    delivery uuid := uuid_v7();
BEGIN
    SELECT p.* INTO STRICT hotel FROM properties p JOIN endpoints e ON e.property_id = p.id WHERE e.id = endpoint;
    IF consent ->> 'wish' = 'opt_out' THEN
        INSERT INTO opt_outs (endpoint_id, kind, value, property_id) VALUES (endpoint, sender_kind, sender_value, hotel.id)
        ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM opt_outs o WHERE o.endpoint_id = endpoint AND o.kind = sender_kind AND o.value = sender_value;
    END IF;
    -- Confirmed once: whoever says it again has heard it. Whoever ends and allows them in turns is obeyed each time, and
    -- told of it six times an hour: no limit holds STOP up, and each answer is a text message that the hotel pays for.
    IF NOT FOUND OR 6 <= (SELECT count(*) FROM (SELECT m.* FROM messages m WHERE m.conversation_id = conversation ORDER BY m.seq DESC LIMIT 50) AS m
                          WHERE m.author = 'system' AND m.created_at > now() - interval '1 hour'
                            AND (SELECT d.despite_opt_out FROM deliveries d WHERE d.message_id = m.id LIMIT 1)) THEN
        RETURN;
    END IF;
    PERFORM apply_change(conversation, jsonb_build_object('words', jsonb_build_array(jsonb_build_object(
        'messageId', uuid_v7(), 'deliveryId', delivery, 'author', 'system',
        'body', replace(consent ->> 'confirmation', '{hotel}', hotel.name)))));
    UPDATE deliveries d SET despite_opt_out = true WHERE d.id = delivery;
    INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
    VALUES (hotel.id, 'guest.' || (consent ->> 'wish'), 'info', conversation, '{}');
END
$$;
COMMENT ON FUNCTION change_consent IS 'Ends or allows text messages to a guest''s number, confirms it to the guest once, and tells people.';
REVOKE ALL ON FUNCTION change_consent(uuid, uuid, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION change_consent(uuid, uuid, text, text, jsonb) TO concierge_router;

DROP FUNCTION ingest_messages(uuid[], uuid[], bytea[], text[], text[], text[], text[], timestamptz[], text[], text[], text[], text[],
    integer[], text[], text[], double precision, double precision, double precision);

-- As 0006 made it, now deciding by what is known of the messages, within the hotels' limits (a guest's own, and what the node
-- says is too much of all together), and with what guests of text messages say about being written to.
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
        SELECT f.*, row_number() OVER (PARTITION BY f.lane_id ORDER BY f.n) AS place,
               count(*) OVER (PARTITION BY f.lane_id) AS arrived,
               -- The provider's own notices are no words of the guest's and open no window.
               max(least(f.sent_at, now())) FILTER (WHERE f.kind <> 'system') OVER (PARTITION BY f.lane_id) AS last_sent_at
        FROM (SELECT DISTINCT ON (i.endpoint, i.key) i.*, b.id AS lane_id
              FROM unnest(item_id, item_endpoint, item_key, item_provider_id, item_kind, item_body, item_payload, item_sent_at,
                          item_flags, sender_kind, sender_value, guest_of, seen_of, item_call, item_routes, item_shift_ms,
                          item_is_adaptive, item_chain, item_many, item_rejection, item_consent) WITH ORDINALITY
                   AS i (id, endpoint, key, provider_id, kind, body, payload, sent_at, flags, sender_kind, sender_value, guest, seen,
                         call, routes, shift_ms, is_adaptive, chain, many, rejection, consent, n)
              JOIN lane b ON b.endpoint_id = i.endpoint AND b.guest_id = i.guest
              WHERE NOT i.seen AND (SELECT true FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key) IS NULL
              ORDER BY i.endpoint, i.key, i.n) AS f
    ), consenting AS (
        -- Wanting messages again means something only to who wanted none: "yes" is an answer like another otherwise.
        SELECT f.*, CASE WHEN f.consent IS NULL THEN false
                         WHEN f.consent ->> 'wish' = 'opt_out' THEN true
                         ELSE (SELECT true FROM opt_outs o WHERE o.endpoint_id = f.endpoint AND o.kind = f.sender_kind AND o.value = f.sender_value) IS NOT NULL
                           OR EXISTS (SELECT FROM fresh x WHERE x.lane_id = f.lane_id AND x.place < f.place AND x.consent ->> 'wish' = 'opt_out')
                         END AS is_consent
        FROM fresh f
    ), routed AS (
        -- Over the limit is over the limit, but for who is in danger. Then the rules, by where the lane stands.
        SELECT f.*, (f.rejection IS NOT NULL OR f.place > l.allowance) AND l.state <> 'escalated' AND NOT f.is_consent
                   AND f.call ->> 'reason' IS DISTINCT FROM 'emergency' AS is_limited,
               l.state = 'escalated' AS is_peoples,
               CASE WHEN f.routes IS NOT NULL AND l.state <> 'escalated' AND f.call IS NULL AND NOT f.is_consent
                    THEN nullif(f.routes -> (2 * stay_standing(l.guest_id) + (l.last_guest_message_at IS NULL AND l.previous_id IS NULL AND f.place = 1)::integer),
                                'null'::jsonb) END AS route
        FROM consenting f JOIN lane l ON l.id = f.lane_id
    ), called AS (
        SELECT r.*, bool_or(NOT r.is_limited AND (r.call IS NOT NULL OR (r.route ->> 'action') IS NOT DISTINCT FROM 'dispatch')) OVER (PARTITION BY r.lane_id) AS is_called
        FROM routed r
    ), judged_item AS (
        SELECT c.*, NOT (c.is_consent OR c.is_limited OR c.is_peoples OR c.is_called OR c.route IS NOT NULL) AS takes_turn FROM called c
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
               CASE WHEN f.is_consent THEN f.consent ->> 'wish' ELSE CASE v.decision
                   WHEN 'rejected' THEN coalesce(f.rejection, 'guest_limit')
                   WHEN 'to_staff' THEN CASE WHEN f.call IS NOT NULL THEN f.call ->> 'reason'
                       WHEN f.route ->> 'action' = 'dispatch' THEN 'rule:' || (f.route ->> 'rule') || '@' || (f.route ->> 'version')
                       WHEN f.is_peoples THEN 'people_own_it' ELSE 'with_a_call' END
                   WHEN 'routed_rule' THEN 'rule:' || (f.route ->> 'rule') || '@' || (f.route ->> 'version')
                   WHEN 'queued' THEN CASE WHEN f.chain = 0 THEN 'leaves_the_answer' ELSE 'engine_busy' END
                   WHEN 'absorbed' THEN 'still_gathering'
                   ELSE CASE WHEN a.supersedes THEN 'superseded_the_answer' ELSE 'nothing_open' END END END AS reason,
               CASE WHEN f.takes_turn THEN a.turn_id END AS turn_id,
               CASE WHEN f.takes_turn AND a.supersedes THEN a.running_turn_id END AS superseded
        FROM judged_item f JOIN lane_after a ON a.id = f.lane_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN f.is_consent THEN 'routed_rule'
                        WHEN f.is_limited THEN 'rejected'
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
          AND NOT EXISTS (SELECT FROM judged_item j WHERE j.lane_id = a.id AND (j.is_called OR j.is_consent))
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
REVOKE ALL ON FUNCTION ingest_messages(uuid[], uuid[], bytea[], text[], text[], text[], text[], timestamptz[], text[], text[], text[], text[], integer[], text[], text[], jsonb[], jsonb[], jsonb[], integer[], boolean[], integer[], integer[], text[], uuid[], double precision[], double precision[], double precision, double precision, double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ingest_messages(uuid[], uuid[], bytea[], text[], text[], text[], text[], timestamptz[], text[], text[], text[], text[], integer[], text[], text[], jsonb[], jsonb[], jsonb[], integer[], boolean[], integer[], integer[], text[], uuid[], double precision[], double precision[], double precision, double precision, double precision) TO concierge_router;

DROP FUNCTION claim_deliveries(integer, integer, double precision, double precision, text);

-- As 0020 made it, now from endpoints that drain as well, saying whose number wants no more; and with places for guests in
-- danger alone, of which no hotel takes all.
CREATE FUNCTION claim_deliveries(
    claim_limit    integer,     -- how many in all
    ordinary_limit integer,     -- how many of them in places that are kept for nobody
    per_property   integer,     -- how many of one hotel
    crowded        uuid[],      -- the hotels that have their share of the node's places: none but those in danger
    danger_share   integer,     -- how many places that are kept for danger one hotel may have
    danger_hotel   uuid[],      -- the hotels that have some now, and
    danger_count   integer[],   -- how many guests in danger they write to
    lease_ms       double precision,
    settle_ms      double precision,
    node           text
)
RETURNS TABLE (
    delivery_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, endpoint_id uuid,
    provider text, endpoint_address text, endpoint_generation integer, recipient_kind text, recipient_value text,
    body text, author text, window_expires_at timestamptz, opted_out boolean, in_danger boolean, age_ms double precision
)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    claimed uuid[] := '{}';
    spent   integer := 0;
BEGIN
    -- Hardly ever is there any, and the index of those is next to empty. In turns, so that a hotel in which everybody
    -- cries for help leaves room for another's guest; what hotels have beyond their share takes the places of all.
    IF EXISTS (SELECT FROM conversations c WHERE c.priority = 'urgent' AND c.escalation_reason = 'emergency' AND c.delivery_due_at <= now()) THEN
        SELECT coalesce(array_agg(l.id), '{}'), coalesce(count(*) FILTER (WHERE l.is_beyond), 0) INTO claimed, spent
        FROM (SELECT n.id, n.is_beyond
              FROM (SELECT f.*, f.place > f.share AS is_beyond,
                           row_number() OVER (PARTITION BY f.place > f.share ORDER BY f.place, f.due, f.id) AS number
                    FROM (SELECT d.id, d.delivery_due_at AS due, s.share, row_number() OVER (PARTITION BY p.id ORDER BY d.delivery_due_at, d.id) AS place
                          FROM properties p
                          CROSS JOIN LATERAL (
                              SELECT greatest(0, danger_share - coalesce(danger_count[array_position(danger_hotel, p.id)], 0)) AS share
                          ) AS s
                          CROSS JOIN LATERAL (
                              SELECT c.id, c.delivery_due_at FROM conversations c
                              JOIN endpoints e ON e.id = c.endpoint_id
                              WHERE c.property_id = p.id AND c.priority = 'urgent' AND c.escalation_reason = 'emergency' AND c.delivery_due_at <= now()
                                AND (c.sending_delivery_id IS NOT NULL OR (e.sends AND (e.paused_until IS NULL OR e.paused_until <= now())))
                              ORDER BY c.delivery_due_at LIMIT least(per_property, s.share + ordinary_limit) FOR NO KEY UPDATE OF c SKIP LOCKED
                          ) AS d) AS f) AS n
              WHERE NOT n.is_beyond OR n.number <= ordinary_limit
              ORDER BY n.place, n.due LIMIT claim_limit) AS l;
    END IF;
    IF least(ordinary_limit - spent, claim_limit - cardinality(claimed)) > 0 THEN
        SELECT claimed || coalesce(array_agg(l.id), '{}') INTO claimed
        FROM (SELECT d.id
              FROM properties p
              CROSS JOIN LATERAL (
                  SELECT c.id, c.delivery_due_at FROM conversations c
                  JOIN endpoints e ON e.id = c.endpoint_id
                  WHERE c.property_id = p.id AND c.delivery_due_at <= now()
                    AND NOT (c.priority = 'urgent' AND c.escalation_reason IS NOT DISTINCT FROM 'emergency')
                    AND (c.sending_delivery_id IS NOT NULL OR (e.sends AND (e.paused_until IS NULL OR e.paused_until <= now())))
                  ORDER BY c.delivery_due_at LIMIT per_property FOR NO KEY UPDATE OF c SKIP LOCKED
              ) AS d
              WHERE p.id <> ALL (crowded)
              ORDER BY d.delivery_due_at LIMIT least(ordinary_limit - spent, claim_limit - cardinality(claimed))) AS l;
    END IF;
    IF claimed = '{}' THEN RETURN; END IF;

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
        WHERE d.conversation_id = ANY (claimed) AND d.is_queued AND e.sends AND (e.paused_until IS NULL OR e.paused_until <= now())
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
        RETURNING c.id, c.window_expires_at, c.priority = 'urgent' AND c.escalation_reason IS NOT DISTINCT FROM 'emergency' AS in_danger
    )
    SELECT t.id, t.lease_token, t.attempts, t.property_id, t.conversation_id, t.endpoint_id, e.provider, e.address, e.generation,
           t.recipient_kind, t.recipient_value, m.body, t.author, l.window_expires_at,
           NOT t.despite_opt_out AND (SELECT true FROM opt_outs o WHERE o.endpoint_id = t.endpoint_id
                                      AND o.kind = t.recipient_kind AND o.value = t.recipient_value) IS NOT NULL,
           l.in_danger, (extract(epoch FROM now() - t.created_at) * 1000)::double precision
    FROM taken t
    JOIN lane l ON l.id = t.conversation_id
    JOIN endpoints e ON e.id = t.endpoint_id
    JOIN messages m ON m.id = t.message_id;
END
$$;
COMMENT ON FUNCTION claim_deliveries IS 'Leases due deliveries to a node, the oldest of each conversation, those to guests in danger first and in places of their own, of which no hotel takes all.';
REVOKE ALL ON FUNCTION claim_deliveries(integer, integer, integer, uuid[], integer, uuid[], integer[], double precision, double precision, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_deliveries(integer, integer, integer, uuid[], integer, uuid[], integer[], double precision, double precision, text) TO concierge_router;
COMMENT ON COLUMN messages.decision_reason IS 'Why it was decided so: nothing_open, still_gathering, engine_busy, leaves_the_answer, superseded_the_answer, people_own_it, with_a_call, guest_limit, endpoint_limit, property_limit, opt_out, opt_in, the reason of an escalation, or rule:ID@VERSION.';
