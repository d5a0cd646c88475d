-- Accepting a batch of guest messages: one call, one transaction, everything decided from lane rows held under lock.
--
-- Lock order, the same everywhere: identities (sorted), lanes by id, then keys (sorted) and the rest. A message's key
-- is looked up before its lane is touched and again under the lane's lock: the same provider id comes from the same
-- guest, so the lane's lock already makes the second look final; the primary key stands behind it.

CREATE TYPE ingest_result AS (
    item            integer,
    message_id      uuid,
    conversation_id uuid,
    turn_id         uuid,
    decision        text,
    repeated        boolean,
    wait_ms         double precision
);
COMMENT ON TYPE ingest_result IS 'What became of item N of a batch. repeated: it was seen before, and the decision is the one made then. wait_ms: until its turn is due.';

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
    sender_item         integer[],      -- the identities, flattened, each item's best first
    sender_kind         text[],
    sender_value        text[],
    default_capacity    double precision,
    default_window_ms   double precision,
    default_reopen_ms   double precision
) RETURNS SETOF ingest_result
LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
    item_count   integer := cardinality(item_id);
    seen_of      boolean[];
    guest_of     uuid[];
    property_of  uuid[];
    lane_of      uuid[];
    held         uuid[];
BEGIN
    -- What was seen before, and who is writing.
    SELECT array_agg(EXISTS (SELECT FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key) ORDER BY i.n),
           array_agg(e.property_id ORDER BY i.n),
           array_agg((SELECT g.guest_id
                      FROM unnest(sender_item, sender_kind, sender_value) WITH ORDINALITY AS s (item, kind, value, rank)
                      JOIN guest_identities g ON g.property_id = e.property_id AND g.kind = s.kind AND g.value = s.value
                      WHERE s.item = i.n ORDER BY s.rank LIMIT 1) ORDER BY i.n)
    INTO seen_of, property_of, guest_of
    FROM unnest(item_endpoint, item_key) WITH ORDINALITY AS i (endpoint, key, n)
    JOIN endpoints e ON e.id = i.endpoint;
    IF cardinality(seen_of) IS DISTINCT FROM item_count THEN
        RAISE EXCEPTION 'a message names an endpoint that does not exist' USING ERRCODE = 'foreign_key_violation';
    END IF;

    -- Newcomers. Two batches may meet the same one: the loser of the identity takes the winner's guest.
    IF EXISTS (SELECT FROM unnest(seen_of, guest_of) AS i (seen, guest) WHERE NOT i.seen AND i.guest IS NULL) THEN
        WITH newcomer AS (
            SELECT DISTINCT ON (property_of[i.n], s.kind, s.value) property_of[i.n] AS property, s.kind, s.value, i.name
            FROM unnest(item_name) WITH ORDINALITY AS i (name, n)
            JOIN LATERAL (SELECT s.kind, s.value
                          FROM unnest(sender_item, sender_kind, sender_value) WITH ORDINALITY AS s (item, kind, value, rank)
                          WHERE s.item = i.n ORDER BY s.rank LIMIT 1) s ON true
            WHERE NOT seen_of[i.n] AND guest_of[i.n] IS NULL
            ORDER BY property_of[i.n], s.kind, s.value, i.n
        ), named AS (
            INSERT INTO guest_identities (property_id, kind, value, guest_id)
            SELECT property, kind, value, uuid_v7() FROM newcomer ORDER BY property, kind, value
            ON CONFLICT DO NOTHING
            RETURNING property_id, kind, value, guest_id
        )
        INSERT INTO guests (id, property_id, display_name)
        SELECT d.guest_id, d.property_id, left(w.name, 200)
        FROM named d JOIN newcomer w ON w.property = d.property_id AND w.kind = d.kind AND w.value = d.value;

        SELECT array_agg(coalesce(guest_of[i.n],
                   (SELECT g.guest_id
                    FROM unnest(sender_item, sender_kind, sender_value) WITH ORDINALITY AS s (item, kind, value, rank)
                    JOIN guest_identities g ON g.property_id = property_of[i.n] AND g.kind = s.kind AND g.value = s.value
                    WHERE s.item = i.n ORDER BY s.rank LIMIT 1)) ORDER BY i.n)
        INTO guest_of
        FROM generate_series(1, item_count) AS i (n);
    END IF;

    -- A second identity of a known guest: a user id beside the phone number.
    IF cardinality(sender_item) > item_count THEN
        INSERT INTO guest_identities (property_id, kind, value, guest_id)
        SELECT DISTINCT ON (property_of[s.item], s.kind, s.value) property_of[s.item], s.kind, s.value, guest_of[s.item]
        FROM unnest(sender_item, sender_kind, sender_value) AS s (item, kind, value)
        WHERE NOT seen_of[s.item] AND guest_of[s.item] IS NOT NULL
        ORDER BY property_of[s.item], s.kind, s.value
        ON CONFLICT DO NOTHING;
    END IF;

    -- The lanes: the open one, else the one resolved so recently that the guest is still in it, else a new one.
    SELECT array_agg(c.id) INTO held
    FROM (SELECT DISTINCT i.endpoint, guest_of[i.n] AS guest, property_of[i.n] AS property
          FROM unnest(item_endpoint) WITH ORDINALITY AS i (endpoint, n) WHERE NOT seen_of[i.n]) AS wanted
    JOIN LATERAL (
        SELECT x.id FROM conversations x
        WHERE x.endpoint_id = wanted.endpoint AND x.guest_id = wanted.guest
          AND (x.state <> 'resolved' OR x.resolved_at > now() - (SELECT coalesce((p.settings ->> 'reopenWindowMs')::double precision, default_reopen_ms)
                                FROM properties p WHERE p.id = wanted.property) * interval '1 millisecond')
        ORDER BY x.state = 'resolved', x.resolved_at DESC LIMIT 1
    ) c ON true;
    PERFORM FROM conversations WHERE id = ANY (held) ORDER BY id FOR NO KEY UPDATE;

    INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value, previous_id)
    SELECT wanted.property, wanted.endpoint, wanted.guest, s.kind, s.value,
           (SELECT p.id FROM conversations p WHERE p.endpoint_id = wanted.endpoint AND p.guest_id = wanted.guest
            AND p.state = 'resolved' ORDER BY p.resolved_at DESC LIMIT 1)
    FROM (SELECT DISTINCT ON (i.endpoint, guest_of[i.n]) i.endpoint, guest_of[i.n] AS guest, property_of[i.n] AS property, i.n
          FROM unnest(item_endpoint) WITH ORDINALITY AS i (endpoint, n) WHERE NOT seen_of[i.n]
          ORDER BY i.endpoint, guest_of[i.n], i.n DESC) AS wanted
    JOIN LATERAL (SELECT s.kind, s.value
                  FROM unnest(sender_item, sender_kind, sender_value) WITH ORDINALITY AS s (item, kind, value, rank)
                  WHERE s.item = wanted.n ORDER BY s.rank LIMIT 1) s ON true
    WHERE NOT EXISTS (SELECT FROM conversations x
                      WHERE x.endpoint_id = wanted.endpoint AND x.guest_id = wanted.guest AND x.id = ANY (held))
    ORDER BY wanted.endpoint, wanted.guest
    ON CONFLICT (endpoint_id, guest_id) WHERE state <> 'resolved'
        DO UPDATE SET event_seq = conversations.event_seq;  -- takes the lock, whoever made the row

    SELECT array_agg((SELECT c.id FROM conversations c
                      WHERE NOT seen_of[i.n] AND c.endpoint_id = i.endpoint AND c.guest_id = guest_of[i.n]
                        AND (c.state <> 'resolved' OR c.id = ANY (held))
                      ORDER BY c.state = 'resolved' LIMIT 1) ORDER BY i.n)
    INTO lane_of
    FROM unnest(item_endpoint) WITH ORDINALITY AS i (endpoint, n);

    -- All lanes are held now: decide, and write everything at once.
    RETURN QUERY
    WITH input AS (
        SELECT i.ord::integer AS n, i.*, lane_of[i.ord] AS lane
        FROM unnest(item_id, item_endpoint, item_key, item_provider_id, item_kind, item_body, item_payload, item_sent_at, item_flags)
             WITH ORDINALITY AS i (id, endpoint, key, provider_id, kind, body, payload, sent_at, flags, ord)
    ), fresh AS (
        SELECT f.*, row_number() OVER (PARTITION BY f.lane ORDER BY f.n) AS place
        FROM (SELECT DISTINCT ON (i.endpoint, i.key) i.*
              FROM input i
              WHERE NOT seen_of[i.n]
                AND NOT EXISTS (SELECT FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key)
              ORDER BY i.endpoint, i.key, i.n) AS f
    ), lane_before AS (
        SELECT c.*, l.capacity,
               least(l.capacity, coalesce(c.rate_tokens + greatest(0, extract(epoch FROM now() - c.rate_updated_at)::double precision)
                   * l.capacity * 1000 / l.window_ms, l.capacity)) AS tokens,
               coalesce(e.accumulation_ms, channel_accumulation_ms(e.channel)) AS accumulation_ms,
               e.channel
        FROM conversations c
        JOIN endpoints e ON e.id = c.endpoint_id
        JOIN properties p ON p.id = c.property_id
        -- The limit of a guest here: the hotel's own, else the program's.
        CROSS JOIN LATERAL (
            SELECT coalesce((p.settings #>> '{rateLimit,maxRequests}')::double precision, default_capacity) AS capacity,
                   coalesce((p.settings #>> '{rateLimit,windowMs}')::double precision, default_window_ms) AS window_ms
        ) AS l
        WHERE c.id = ANY (lane_of)
    ), lane_plan AS (
        SELECT b.*, s.arrived, s.last_n, s.last_sent_at,
               b.state <> 'escalated' AS ai_owns,
               CASE WHEN b.state = 'escalated' THEN 0 ELSE least(s.arrived, floor(b.tokens))::bigint END AS admitted,
               uuid_v7() AS new_turn_id
        FROM lane_before b
        JOIN (SELECT f.lane, count(*) AS arrived, max(f.n) AS last_n, max(least(f.sent_at, now())) AS last_sent_at
              FROM fresh f GROUP BY f.lane) s ON s.lane = b.id
    ), lane_after AS (
        SELECT p.*,
               p.admitted > 0 AND p.open_turn_id IS NULL AS opens_turn,
               CASE WHEN p.admitted > 0 THEN coalesce(p.open_turn_id, p.new_turn_id) ELSE p.open_turn_id END AS turn_id,
               -- A pending turn waits for the running one; an open one is pushed back, but never past three seconds.
               CASE WHEN p.admitted = 0 OR p.running_turn_id IS NOT NULL THEN p.turn_due_at
                    WHEN p.accumulation_ms = 0 THEN now()
                    ELSE least(now() + p.accumulation_ms * interval '1 millisecond',
                               coalesce(p.open_turn_opened_at, now()) + interval '3 seconds') END AS due_at
        FROM lane_plan p
    ), decided AS (
        SELECT f.*, a.property_id, a.message_seq + f.place AS seq,
               CASE WHEN NOT a.ai_owns THEN 'to_staff'
                    WHEN f.place > a.admitted THEN 'rejected'
                    WHEN a.running_turn_id IS NOT NULL THEN 'queued'
                    WHEN a.open_turn_id IS NOT NULL OR f.place > 1 THEN 'absorbed'
                    ELSE 'turn_opened' END AS decision,
               CASE WHEN f.place <= a.admitted THEN a.turn_id END AS turn_id,
               -- Events: [created] [state changed] one per message.
               a.event_seq + (a.message_seq = 0 AND a.event_seq = 0)::integer + (a.state IN ('new', 'resolved'))::integer + f.place AS event_seq
        FROM fresh f JOIN lane_after a ON a.id = f.lane
    ), opened AS (
        INSERT INTO turns (id, property_id, conversation_id)
        SELECT a.turn_id, a.property_id, a.id FROM lane_after a WHERE a.opens_turn
    ), moved AS (
        UPDATE conversations c
        SET state = CASE WHEN c.state IN ('new', 'resolved') THEN 'active' ELSE c.state END,
            owner_epoch = c.owner_epoch + (c.state IN ('new', 'resolved'))::integer,
            state_version = c.state_version + (c.state IN ('new', 'resolved'))::integer,
            resolved_at = NULL, resolution = NULL,
            message_seq = c.message_seq + a.arrived,
            event_seq = c.event_seq + (a.message_seq = 0 AND a.event_seq = 0)::integer + (a.state IN ('new', 'resolved'))::integer + a.arrived,
            unread_count = c.unread_count + a.arrived::integer,
            open_turn_id = a.turn_id,
            open_turn_opened_at = CASE WHEN a.turn_id IS NULL THEN NULL ELSE coalesce(c.open_turn_opened_at, now()) END,
            turn_due_at = a.due_at,
            rate_tokens = a.tokens - a.admitted, rate_updated_at = now(),
            window_expires_at = CASE WHEN a.channel = 'whatsapp'
                THEN greatest(c.window_expires_at, coalesce(a.last_sent_at, now()) + interval '24 hours') END,
            recipient_kind = s.kind, recipient_value = s.value,
            last_guest_message_at = now(), last_message_at = now(), last_author = 'guest'
        FROM lane_after a
        JOIN LATERAL (SELECT s.kind, s.value
                      FROM unnest(sender_item, sender_kind, sender_value) WITH ORDINALITY AS s (item, kind, value, rank)
                      WHERE s.item = a.last_n ORDER BY s.rank LIMIT 1) s ON true
        WHERE c.id = a.id
    ), changed AS (
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, state_version)
        SELECT a.property_id, a.id, a.state, 'active',
               CASE WHEN a.state = 'new' THEN 'guest_message' ELSE 'guest_message_within_reopen_window' END,
               'guest', a.state_version + 1
        FROM lane_after a WHERE a.state IN ('new', 'resolved')
    ), said AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, kind, body, payload, turn_id, decision, flags, provider_message_id, sent_at)
        SELECT d.id, d.property_id, d.lane, d.seq, 'guest', d.kind, d.body, d.payload, d.turn_id, d.decision,
               CASE WHEN d.decision = 'rejected' THEN array_append(string_to_array(nullif(d.flags, ''), ','), 'limited')
                    ELSE coalesce(string_to_array(nullif(d.flags, ''), ','), '{}') END,
               d.provider_id, d.sent_at
        FROM decided d
    ), keyed AS (
        INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision)
        SELECT d.endpoint, d.key, d.property_id, d.id, d.decision FROM decided d ORDER BY d.endpoint, d.key
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT a.property_id, a.id, 1, 'conversation.created', jsonb_build_object('guestId', a.guest_id, 'endpointId', a.endpoint_id)
        FROM lane_after a WHERE a.message_seq = 0 AND a.event_seq = 0
        UNION ALL
        SELECT a.property_id, a.id, a.event_seq + (a.message_seq = 0 AND a.event_seq = 0)::integer + 1, 'conversation.state_changed',
               jsonb_build_object('from', a.state, 'to', 'active', 'stateVersion', a.state_version + 1)
        FROM lane_after a WHERE a.state IN ('new', 'resolved')
        UNION ALL
        SELECT d.property_id, d.lane, d.event_seq, 'message.received',
               jsonb_build_object('messageId', d.id, 'seq', d.seq, 'decision', d.decision, 'turnId', d.turn_id)
        FROM decided d
    )
    SELECT d.n, d.id, d.lane, d.turn_id, d.decision, false,
           (extract(epoch FROM a.due_at - now()) * 1000)::double precision
    FROM decided d JOIN lane_after a ON a.id = d.lane;

    -- The rest were seen before, some of them earlier in this very batch.
    RETURN QUERY
    SELECT i.n::integer, k.message_id, m.conversation_id, m.turn_id, k.decision, true, NULL::double precision
    FROM unnest(item_id, item_endpoint, item_key) WITH ORDINALITY AS i (id, endpoint, key, n)
    JOIN message_keys k ON k.endpoint_id = i.endpoint AND k.key = i.key AND k.message_id <> i.id
    LEFT JOIN messages m ON m.id = k.message_id;
END
$$;
COMMENT ON FUNCTION ingest_messages IS 'Stores a batch of guest messages with all they cause, and says what was decided for each.';

CREATE FUNCTION channel_accumulation_ms(channel text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE channel WHEN 'whatsapp' THEN 1200 WHEN 'sms' THEN 800 WHEN 'web' THEN 600 ELSE 0 END
$$;
COMMENT ON FUNCTION channel_accumulation_ms IS 'How long a burst may gather on a channel before it is answered, in milliseconds.';
