-- Accepting a batch of guest messages: one call, one transaction, everything decided from lane rows held under lock.
--
-- Lock order, the same everywhere: identities (sorted), lanes by id, then keys (sorted) and the rest. A message's key
-- is looked up before its lane is touched and again under the lane's lock: the same provider id comes from the same
-- guest, so the lane's lock already makes the second look final; the primary key stands behind it.
--
-- Every statement reads what the ones before it wrote and what others committed meanwhile, never less: in READ
-- COMMITTED each has a snapshot of its own, taken after the locks it relies on.

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

CREATE FUNCTION channel_accumulation_ms(channel text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE channel WHEN 'whatsapp' THEN 1200 WHEN 'sms' THEN 800 WHEN 'web' THEN 600 ELSE 0 END
$$;
COMMENT ON FUNCTION channel_accumulation_ms IS 'How long a burst may gather on a channel before it is answered, in milliseconds.';

-- Hotels write their settings by hand; one hotel's slip must not stop the batch it shares with strangers.
CREATE FUNCTION number_setting(settings jsonb, VARIADIC path text[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(settings #> path) = 'number'
                THEN CASE WHEN abs((settings #>> path)::numeric) < 1e12 THEN (settings #>> path)::double precision END END
$$;
COMMENT ON FUNCTION number_setting IS 'A number among a hotel''s settings; NULL when there is none, or it is no number anyone could mean.';

-- Who wrote each message, newcomers made guests. Messages that share any name are from one person; so are two batches
-- that meet the same newcomer at once: the loser of a name takes the winner's guest.
CREATE FUNCTION ingest_guests(
    seen_of      boolean[],
    property_of  uuid[],
    guest_of     uuid[],            -- as far as known by the first name
    item_name    text[],
    sender_kind  text[],
    sender_value text[],
    other_item   integer[],
    other_kind   text[],
    other_value  text[]
) RETURNS uuid[]
LANGUAGE plpgsql AS $$
DECLARE
    founded  uuid[];
    is_alone boolean;
BEGIN
    IF cardinality(other_item) > 0 THEN
        SELECT array_agg(coalesce(guest_of[i.n],
                   (SELECT g.guest_id
                    FROM unnest(other_item, other_kind, other_value) WITH ORDINALITY AS o (item, kind, value, rank)
                    JOIN guest_identities g ON g.property_id = property_of[i.n] AND g.kind = o.kind AND g.value = o.value
                    WHERE o.item = i.n ORDER BY o.rank LIMIT 1)) ORDER BY i.n)
        INTO guest_of
        FROM generate_series(1, cardinality(seen_of)) AS i (n);
    END IF;

    -- The guest that each newcomer's message would found: one for all that share a name, be it over a third message.
    WITH name AS (
        SELECT i.n::integer AS item, property_of[i.n] AS property, i.kind, i.value
        FROM unnest(sender_kind, sender_value) WITH ORDINALITY AS i (kind, value, n)
        WHERE NOT seen_of[i.n] AND guest_of[i.n] IS NULL
        UNION ALL
        SELECT o.item, property_of[o.item], o.kind, o.value
        FROM unnest(other_item, other_kind, other_value) AS o (item, kind, value)
        WHERE NOT seen_of[o.item] AND guest_of[o.item] IS NULL
    ), leader AS (
        SELECT s.item, min(s.first) AS first
        FROM (SELECT n.item, min(n.item) OVER (PARTITION BY n.property, n.kind, n.value) AS first FROM name n) AS s
        GROUP BY s.item
    ), family AS (
        SELECT l.item, f.first FROM leader l JOIN leader f ON f.item = l.first
    ), founder AS (
        SELECT d.first, uuid_v7() AS guest FROM (SELECT DISTINCT first FROM family) AS d
    )
    SELECT array_agg(o.guest ORDER BY i.n) INTO founded
    FROM generate_series(1, cardinality(seen_of)) AS i (n)
    LEFT JOIN family f ON f.item = i.n LEFT JOIN founder o ON o.first = f.first;

    WITH name AS (
        SELECT DISTINCT ON (n.property, n.kind, n.value) n.*
        FROM (SELECT i.n::integer AS item, property_of[i.n] AS property, i.kind, i.value
              FROM unnest(sender_kind, sender_value) WITH ORDINALITY AS i (kind, value, n)
              UNION ALL
              SELECT o.item, property_of[o.item], o.kind, o.value
              FROM unnest(other_item, other_kind, other_value) AS o (item, kind, value)) AS n
        WHERE founded[n.item] IS NOT NULL
        ORDER BY n.property, n.kind, n.value, n.item
    ), named AS (
        INSERT INTO guest_identities (property_id, kind, value, guest_id)
        SELECT n.property, n.kind, n.value, founded[n.item] FROM name n ORDER BY n.property, n.kind, n.value
        ON CONFLICT DO NOTHING
        RETURNING property_id, guest_id
    ), made AS (
        INSERT INTO guests (id, property_id, display_name)
        SELECT DISTINCT ON (d.guest_id) d.guest_id, d.property_id, left(i.name, 200)
        FROM named d JOIN unnest(founded, item_name) WITH ORDINALITY AS i (guest, name, n) ON i.guest = d.guest_id
        ORDER BY d.guest_id, i.name IS NULL, i.n
    )
    SELECT (SELECT count(*) FROM name) = (SELECT count(*) FROM named) INTO is_alone;

    IF NOT is_alone THEN
        WITH theirs AS (
            SELECT DISTINCT ON (founded[n.item]) founded[n.item] AS ours, g.guest_id AS winner
            FROM (SELECT i.n::integer AS item, i.kind, i.value FROM unnest(sender_kind, sender_value) WITH ORDINALITY AS i (kind, value, n)
                  UNION ALL
                  SELECT o.item, o.kind, o.value FROM unnest(other_item, other_kind, other_value) AS o (item, kind, value)) AS n
            JOIN guest_identities g ON g.property_id = property_of[n.item] AND g.kind = n.kind AND g.value = n.value
            WHERE g.guest_id <> founded[n.item]
            ORDER BY founded[n.item], n.item
        ), moved AS (
            UPDATE guest_identities g SET guest_id = t.winner FROM theirs t WHERE g.guest_id = t.ours
        )
        DELETE FROM guests g USING theirs t WHERE g.id = t.ours;
    END IF;

    SELECT array_agg(coalesce(guest_of[i.n],
               (SELECT g.guest_id FROM guest_identities g
                WHERE g.property_id = property_of[i.n] AND g.kind = i.kind AND g.value = i.value)) ORDER BY i.n)
    INTO guest_of
    FROM unnest(sender_kind, sender_value) WITH ORDINALITY AS i (kind, value, n);
    RETURN guest_of;
END
$$;
COMMENT ON FUNCTION ingest_guests IS 'The guest of each message of a batch, made where nobody knew them.';

-- Lanes for guests who have none open: the one closed so recently that the guest is still in it, else a new one.
-- Whoever opens a lane after a closed one holds the closed one's lock, so that two who read the clock differently agree.
CREATE FUNCTION ingest_lanes(
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
        SELECT w.*, x.id AS last, x.state AS last_state,
               x.resolved_at > now() - greatest(0, coalesce(number_setting(p.settings, 'reopenWindowMs'), default_reopen_ms))
                   * interval '1 millisecond' AS is_recent
        FROM unnest(lane_endpoint, lane_guest, lane_property, lane_kind, lane_value) AS w (endpoint, guest, property, kind, value)
        JOIN properties p ON p.id = w.property
        LEFT JOIN LATERAL (
            SELECT c.id, c.state, c.resolved_at FROM conversations c
            WHERE c.id = ANY (closed) AND c.endpoint_id = w.endpoint AND c.guest_id = w.guest LIMIT 1
        ) AS x ON true
    ), made AS (
        INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value, previous_id)
        SELECT w.property, w.endpoint, w.guest, w.kind, w.value, w.last
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
COMMENT ON FUNCTION ingest_lanes IS 'The lanes, held, of guests who have none open.';

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
    RETURN QUERY
    WITH lane AS (
        SELECT c.*, e.channel, e.welcome, coalesce(e.accumulation_ms, channel_accumulation_ms(e.channel)) AS accumulation_ms,
               c.message_seq = 0 AND c.event_seq = 0 AS is_new, c.state IN ('new', 'resolved') AS becomes_active,
               CASE WHEN c.open_turn_id IS NULL THEN uuid_v7() ELSE c.open_turn_id END AS next_turn_id,
               CASE WHEN c.state = 'escalated' THEN 0 ELSE floor(b.tokens) END AS allowance, b.tokens
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
                          item_flags, sender_kind, sender_value, guest_of, seen_of) WITH ORDINALITY
                   AS i (id, endpoint, key, provider_id, kind, body, payload, sent_at, flags, sender_kind, sender_value, guest, seen, n)
              JOIN lane b ON b.endpoint_id = i.endpoint AND b.guest_id = i.guest
              WHERE NOT i.seen AND (SELECT true FROM message_keys k WHERE k.endpoint_id = i.endpoint AND k.key = i.key) IS NULL
              ORDER BY i.endpoint, i.key, i.n) AS f
    ), lane_after AS (
        -- A lane with the last of its messages, which says whom to answer.
        SELECT l.*, f.arrived, f.last_sent_at, f.sender_kind, f.sender_value, m.admitted,
               l.event_seq + l.is_new::integer + l.becomes_active::integer AS last_event,
               m.admitted > 0 AND l.open_turn_id IS NULL AS opens_turn,
               CASE WHEN m.admitted > 0 THEN l.next_turn_id ELSE l.open_turn_id END AS turn_id,
               -- A pending turn waits for the running one; an open one is pushed back, but never past three seconds.
               CASE WHEN m.admitted = 0 OR l.running_turn_id IS NOT NULL THEN l.turn_due_at
                    WHEN l.accumulation_ms = 0 THEN now()
                    ELSE least(now() + l.accumulation_ms * interval '1 millisecond',
                               coalesce(l.open_turn_opened_at, now()) + interval '3 seconds') END AS due_at
        FROM (SELECT * FROM fresh WHERE place = arrived) AS f
        JOIN lane l ON l.id = f.lane_id
        CROSS JOIN LATERAL (SELECT least(f.arrived, l.allowance)::bigint AS admitted) AS m
    ), decided AS (
        SELECT f.n, f.id, f.endpoint, f.key, f.provider_id, f.kind, f.body, f.payload, f.sent_at, f.flags, f.lane_id,
               a.property_id, a.message_seq + f.place AS seq, a.last_event + f.place AS event_seq, a.due_at,
               CASE WHEN a.state = 'escalated' THEN 'to_staff'
                    WHEN f.place > a.admitted THEN 'rejected'
                    WHEN a.running_turn_id IS NOT NULL THEN 'queued'
                    WHEN a.open_turn_id IS NOT NULL OR f.place > 1 THEN 'absorbed'
                    ELSE 'turn_opened' END AS decision,
               CASE WHEN f.place <= a.admitted THEN a.turn_id END AS turn_id
        FROM fresh f JOIN lane_after a ON a.id = f.lane_id
    ), opened AS (
        INSERT INTO turns (id, property_id, conversation_id)
        SELECT a.turn_id, a.property_id, a.id FROM lane_after a WHERE a.opens_turn
    ), welcomed AS (
        -- Once per guest and endpoint, whoever else opens a lane at the same moment.
        INSERT INTO welcomes (endpoint_id, guest_id, property_id)
        SELECT a.endpoint_id, a.guest_id, a.property_id FROM lane_after a
        WHERE a.is_new AND a.welcome IS NOT NULL ORDER BY a.endpoint_id, a.guest_id
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
            turn_due_at = a.due_at,
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
        INSERT INTO messages (id, property_id, conversation_id, seq, author, kind, body, payload, turn_id, decision, flags, provider_message_id, sent_at)
        SELECT d.id, d.property_id, d.lane_id, d.seq, 'guest', d.kind, d.body, d.payload, d.turn_id, d.decision,
               coalesce(string_to_array(nullif(d.flags, ''), ','), '{}') || CASE WHEN d.decision = 'rejected' THEN '{limited}'::text[] END,
               d.provider_id, d.sent_at
        FROM decided d
    ), keyed AS (
        INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision)
        SELECT d.endpoint, d.key, d.property_id, d.id, d.decision FROM decided d ORDER BY d.endpoint, d.key
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
              SELECT d.property_id, d.lane_id, d.event_seq, 'message.received',
                     jsonb_build_object('messageId', d.id, 'seq', d.seq, 'decision', d.decision, 'turnId', d.turn_id)
              FROM decided d
              UNION ALL
              SELECT g.property_id, g.lane_id, g.event_seq, 'message.created',
                     jsonb_build_object('messageId', g.id, 'seq', g.seq, 'author', 'system')
              FROM greeting g) AS v
        ORDER BY v.id, v.event_seq
    )
    SELECT d.n::integer, d.id, d.lane_id, d.turn_id, d.decision, false,
           (extract(epoch FROM d.due_at - now()) * 1000)::double precision
    FROM decided d;
    GET DIAGNOSTICS stored = ROW_COUNT;

    -- The rest were seen before, some of them earlier in this very batch.
    IF stored < item_count THEN
        RETURN QUERY
        SELECT i.n::integer, k.message_id, m.conversation_id, m.turn_id, k.decision, true, NULL::double precision
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
