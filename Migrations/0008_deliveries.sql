-- Deliveries: in order within a lane, side by side across lanes; what nobody can vouch for is unknown, never sent again.

-- How far a state has come. A receipt moves a delivery up and never down, in whatever order receipts arrive:
-- any receipt beats unknown, delivered and read beat failed.
CREATE FUNCTION delivery_rank(state text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE state WHEN 'queued' THEN 0 WHEN 'suppressed' THEN 1 WHEN 'sending' THEN 2 WHEN 'unknown' THEN 3
        WHEN 'sent' THEN 4 WHEN 'failed' THEN 5 WHEN 'delivered' THEN 6 WHEN 'read' THEN 7 END
$$;
COMMENT ON FUNCTION delivery_rank(text) IS 'The order in which delivery states beat one another.';

-- Claims lanes with something to send. A lane whose sender vanished has its delivery marked unknown first.
CREATE FUNCTION claim_deliveries(claim_limit integer, per_property integer, lease_ms double precision, settle_ms double precision, node text)
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
    UPDATE deliveries d SET state = 'suppressed'
    FROM conversations c
    WHERE c.id = ANY (claimed) AND d.conversation_id = c.id AND d.is_queued AND d.author = 'ai' AND d.owner_epoch <> c.owner_epoch;

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
COMMENT ON FUNCTION claim_deliveries IS 'Leases the next delivery of each lane that has one due.';

-- Stores what came of sending. A late word about a delivery whose lease ran out still counts when it is a fact
-- (the provider took it); a refusal then changes nothing, for the delivery may have been settled otherwise.
CREATE FUNCTION finish_deliveries(
    item_delivery    uuid[],
    item_lease       uuid[],
    item_outcome     text[],            -- accepted | retry | failed | unknown
    item_provider_id text[],
    item_class       text[],
    item_code        text[],
    item_detail      text[],
    item_retry_ms    double precision[],
    item_pause_ms    double precision[], -- of the whole endpoint, when the refusal was about it
    settle_ms        double precision,
    node             text
) RETURNS TABLE (delivery_id uuid, state text, wait_ms double precision)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lanes uuid[];
BEGIN
    SELECT array_agg(DISTINCT d.conversation_id) INTO lanes FROM deliveries d WHERE d.id = ANY (item_delivery);
    PERFORM FROM conversations WHERE id = ANY (lanes) ORDER BY id FOR NO KEY UPDATE;

    -- In order, for two batches may rest the same endpoints.
    IF EXISTS (SELECT FROM unnest(item_pause_ms) AS p (ms) WHERE p.ms IS NOT NULL) THEN
        PERFORM FROM endpoints
        WHERE id IN (SELECT d.endpoint_id FROM unnest(item_delivery, item_pause_ms) AS i (delivery, pause_ms)
                     JOIN deliveries d ON d.id = i.delivery WHERE i.pause_ms IS NOT NULL)
        ORDER BY id FOR NO KEY UPDATE;
        UPDATE endpoints e
        SET paused_until = greatest(e.paused_until, now() + p.pause_ms * interval '1 millisecond'), paused_reason = p.reason
        FROM (SELECT d.endpoint_id, max(i.pause_ms) AS pause_ms, min(i.class || ' ' || i.code) AS reason
              FROM unnest(item_delivery, item_pause_ms, item_class, item_code) AS i (delivery, pause_ms, class, code)
              JOIN deliveries d ON d.id = i.delivery WHERE i.pause_ms IS NOT NULL GROUP BY d.endpoint_id) AS p
        WHERE e.id = p.endpoint_id;
    END IF;

    RETURN QUERY
    WITH input AS (
        SELECT i.* FROM unnest(item_delivery, item_lease, item_outcome, item_provider_id, item_class, item_code, item_detail, item_retry_ms)
            AS i (delivery, lease, outcome, provider_id, class, code, detail, retry_ms)
    ), outcome AS (
        -- Only the holder's word counts, but for the fact that the provider took it.
        SELECT i.*, d.state AS before, coalesce(d.lease_token = i.lease, false) AS held,
               coalesce(d.lease_token = i.lease, false) OR i.outcome = 'accepted' AS counts,
               CASE WHEN i.outcome = 'accepted' AND delivery_rank(d.state) < delivery_rank('sent') THEN 'sent'
                    WHEN i.outcome = 'accepted' THEN d.state
                    WHEN d.lease_token IS DISTINCT FROM i.lease THEN d.state
                    WHEN i.outcome = 'retry' THEN 'queued'
                    WHEN i.outcome = 'failed' THEN 'failed'
                    ELSE 'unknown' END AS next_state
        FROM input i JOIN deliveries d ON d.id = i.delivery
    ), stored AS (
        UPDATE deliveries d
        SET state = o.next_state,
            lease_token = NULL,
            provider_message_id = coalesce(o.provider_id, d.provider_message_id),
            error_class = CASE WHEN o.outcome = 'accepted' THEN d.error_class ELSE o.class END,
            error_code = CASE WHEN o.outcome = 'accepted' THEN d.error_code ELSE o.code END,
            error_detail = CASE WHEN o.outcome = 'accepted' THEN d.error_detail ELSE left(o.detail, 1000) END,
            due_at = CASE WHEN o.next_state = 'queued' THEN now() + coalesce(o.retry_ms, 0) * interval '1 millisecond' ELSE d.due_at END,
            sent_at = CASE WHEN o.outcome = 'accepted' THEN coalesce(d.sent_at, now()) ELSE d.sent_at END,
            failed_at = CASE WHEN o.next_state = 'failed' THEN now() ELSE d.failed_at END,
            unknown_until = CASE WHEN o.next_state = 'unknown' THEN coalesce(d.unknown_until, now() + settle_ms * interval '1 millisecond') END
        FROM outcome o WHERE d.id = o.delivery AND o.counts
        RETURNING d.*, o.before, o.outcome, o.held, o.class, o.code, o.detail
    ), lane AS (
        UPDATE conversations c
        SET event_seq = c.event_seq + s.changes,
            sending_delivery_id = CASE WHEN s.releases THEN NULL ELSE c.sending_delivery_id END,
            -- next_delivery_due cannot see what this statement writes: a retry's own due time is added by hand.
            delivery_due_at = CASE WHEN s.releases THEN coalesce(s.retry_at, next_delivery_due(c.id)) ELSE c.delivery_due_at END
        FROM (SELECT s.conversation_id, count(*) FILTER (WHERE s.state <> s.before) AS changes,
                     min(s.due_at) FILTER (WHERE s.state = 'queued') AS retry_at,
                     bool_or(s.id = x.sending_delivery_id) AS releases
              FROM stored s JOIN conversations x ON x.id = s.conversation_id GROUP BY s.conversation_id) AS s
        WHERE c.id = s.conversation_id
        RETURNING c.id, c.event_seq, s.changes, c.delivery_due_at
    ), noted AS (
        INSERT INTO delivery_attempts (property_id, delivery_id, attempt, outcome, error_class, error_code, error_detail, node)
        SELECT s.property_id, s.id, s.attempts, s.outcome, s.class, s.code, left(s.detail, 1000), node FROM stored s
    ), told AS (
        INSERT INTO notifications (property_id, kind, severity, conversation_id, delivery_id, detail)
        SELECT s.property_id, 'delivery.failed', CASE WHEN s.class = 'account' THEN 'critical' ELSE 'warning' END, s.conversation_id, s.id,
               jsonb_build_object('class', s.class, 'code', s.code, 'attempts', s.attempts)
        FROM stored s WHERE s.state = 'failed' AND s.held
        ON CONFLICT DO NOTHING
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT s.property_id, s.conversation_id, l.event_seq - l.changes + row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.seq, s.id),
               'delivery.updated', jsonb_build_object('deliveryId', s.id, 'messageId', s.message_id, 'state', s.state)
        FROM stored s JOIN lane l ON l.id = s.conversation_id WHERE s.state <> s.before
    )
    SELECT o.delivery, coalesce(s.state, o.before), (extract(epoch FROM l.delivery_due_at - now()) * 1000)::double precision
    FROM outcome o LEFT JOIN stored s ON s.id = o.delivery LEFT JOIN lane l ON l.id = s.conversation_id;
END
$$;
COMMENT ON FUNCTION finish_deliveries IS 'Stores what providers answered, frees the lanes, tells staff what could not be delivered.';

-- Merges receipts from providers, in whatever order and however often they come.
CREATE FUNCTION merge_receipts(
    item_endpoint    uuid[],
    item_delivery    uuid[],            -- ours, when the provider echoed it
    item_provider_id text[],
    item_state       text[],
    item_at          timestamptz[],
    item_code        text[],
    item_title       text[]
) RETURNS TABLE (item integer, delivery_id uuid, state text, changed boolean)
LANGUAGE plpgsql SET lock_timeout = '200ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    found_delivery uuid[];
BEGIN
    -- By our own id where the provider echoed one of ours, else by its own.
    SELECT array_agg(coalesce(
               (SELECT d.id FROM deliveries d WHERE d.id = i.delivery AND d.endpoint_id = i.endpoint),
               (SELECT d.id FROM deliveries d WHERE d.endpoint_id = i.endpoint AND d.provider_message_id = i.provider_id
                ORDER BY d.created_at DESC, d.id DESC LIMIT 1)) ORDER BY i.n)
    INTO found_delivery
    FROM unnest(item_endpoint, item_delivery, item_provider_id) WITH ORDINALITY AS i (endpoint, delivery, provider_id, n);

    PERFORM FROM conversations c
    WHERE c.id IN (SELECT d.conversation_id FROM deliveries d WHERE d.id = ANY (found_delivery))
    ORDER BY c.id FOR NO KEY UPDATE;

    RETURN QUERY
    WITH input AS (
        SELECT i.n::integer AS n, found_delivery[i.n] AS delivery, i.provider_id, i.state, least(coalesce(i.at, now()), now()) AS at, i.code, i.title
        FROM unnest(item_provider_id, item_state, item_at, item_code, item_title) WITH ORDINALITY AS i (provider_id, state, at, code, title, n)
    ), merged AS (
        SELECT d.id, d.conversation_id, d.property_id, d.message_id, d.seq, d.attempts, d.state AS before,
               (array_agg(i.state ORDER BY delivery_rank(i.state) DESC))[1] AS best,
               min(i.at) FILTER (WHERE i.state = 'sent') AS sent_at,
               min(i.at) FILTER (WHERE i.state = 'delivered') AS delivered_at,
               min(i.at) FILTER (WHERE i.state = 'read') AS read_at,
               min(i.at) FILTER (WHERE i.state = 'failed') AS failed_at,
               max(i.provider_id) AS provider_id,
               max(i.code) FILTER (WHERE i.state = 'failed') AS code, max(i.title) FILTER (WHERE i.state = 'failed') AS title
        FROM input i JOIN deliveries d ON d.id = i.delivery
        WHERE i.state IN ('sent', 'delivered', 'read', 'failed')
        GROUP BY d.id
    ), stored AS (
        UPDATE deliveries d
        SET state = CASE WHEN delivery_rank(m.best) > delivery_rank(d.state) THEN m.best ELSE d.state END,
            lease_token = CASE WHEN delivery_rank(m.best) > delivery_rank(d.state) THEN NULL ELSE d.lease_token END,
            provider_message_id = coalesce(d.provider_message_id, m.provider_id),
            sent_at = coalesce(d.sent_at, m.sent_at), delivered_at = coalesce(d.delivered_at, m.delivered_at),
            read_at = coalesce(d.read_at, m.read_at), failed_at = coalesce(d.failed_at, m.failed_at),
            error_code = coalesce(m.code, d.error_code), error_detail = coalesce(m.title, d.error_detail),
            unknown_until = CASE WHEN delivery_rank(m.best) > delivery_rank(d.state) THEN NULL ELSE d.unknown_until END
        FROM merged m WHERE d.id = m.id
        RETURNING d.id, d.conversation_id, d.property_id, d.message_id, d.seq, d.attempts, d.state, m.before, d.state <> m.before AS changed, m.code
    ), lane AS (
        UPDATE conversations c
        SET event_seq = c.event_seq + s.count,
            sending_delivery_id = CASE WHEN s.settles THEN NULL ELSE c.sending_delivery_id END,
            -- The head of the queue may be what was just reported; this statement still sees it queued.
            delivery_due_at = CASE WHEN s.settles OR s.unqueues AND c.sending_delivery_id IS NULL
                THEN (SELECT d.due_at FROM deliveries d
                      WHERE d.conversation_id = c.id AND d.is_queued AND NOT EXISTS (SELECT FROM stored x WHERE x.id = d.id)
                      ORDER BY d.seq, d.id LIMIT 1)
                ELSE c.delivery_due_at END
        FROM (SELECT s.conversation_id, count(*) AS count, coalesce(bool_or(s.id = x.sending_delivery_id), false) AS settles,
                     bool_or(s.before = 'queued') AS unqueues
              FROM stored s JOIN conversations x ON x.id = s.conversation_id WHERE s.changed GROUP BY s.conversation_id) AS s
        WHERE c.id = s.conversation_id
        RETURNING c.id, c.event_seq, s.count
    ), told AS (
        INSERT INTO notifications (property_id, kind, conversation_id, delivery_id, detail)
        SELECT s.property_id, 'delivery.failed', s.conversation_id, s.id, jsonb_build_object('code', s.code, 'reported', 'receipt')
        FROM stored s WHERE s.changed AND s.state = 'failed'
        ON CONFLICT DO NOTHING
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT s.property_id, s.conversation_id, l.event_seq - l.count + row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.seq, s.id),
               'delivery.updated', jsonb_build_object('deliveryId', s.id, 'messageId', s.message_id, 'state', s.state)
        FROM stored s JOIN lane l ON l.id = s.conversation_id WHERE s.changed
    )
    SELECT i.n, i.delivery, s.state, coalesce(s.changed, false)
    FROM input i LEFT JOIN stored s ON s.id = i.delivery;
END
$$;
COMMENT ON FUNCTION merge_receipts IS 'Moves deliveries up to what providers reported, never down.';

-- Settles deliveries that stayed unknown past their time: staff are told, once; under `resendMarked` the words go out
-- again as a new delivery that says it may be a repeat.
CREATE FUNCTION settle_unknown_deliveries(policy text, mark text, settle_limit integer) RETURNS integer
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    overdue uuid[];
    lanes uuid[];
    settled integer;
BEGIN
    SELECT array_agg(d.id), array_agg(DISTINCT d.conversation_id) INTO overdue, lanes
    FROM (SELECT id, conversation_id FROM deliveries
          WHERE state = 'unknown' AND unknown_until <= now() ORDER BY unknown_until LIMIT settle_limit) AS d;
    IF overdue IS NULL THEN RETURN 0; END IF;
    PERFORM FROM conversations WHERE id = ANY (lanes) ORDER BY id FOR NO KEY UPDATE;
    WITH due AS (
        UPDATE deliveries SET unknown_until = NULL
        WHERE id = ANY (overdue) AND state = 'unknown' AND unknown_until IS NOT NULL
        RETURNING *
    ), told AS (
        INSERT INTO notifications (property_id, kind, conversation_id, delivery_id, detail)
        SELECT d.property_id, 'delivery.unknown', d.conversation_id, d.id, jsonb_build_object('policy', policy)
        FROM due d ON CONFLICT DO NOTHING
    ), again AS (
        SELECT d.*, c.message_seq, c.event_seq, uuid_v7() AS new_message,
               row_number() OVER (PARTITION BY d.conversation_id ORDER BY d.seq, d.id) AS place
        FROM due d JOIN conversations c ON c.id = d.conversation_id
        WHERE policy = 'resendMarked' AND d.resend_of IS NULL AND (d.author <> 'ai' OR d.owner_epoch = c.owner_epoch)
    ), lane AS (
        UPDATE conversations c
        SET message_seq = c.message_seq + a.count, event_seq = c.event_seq + a.count,
            delivery_due_at = CASE WHEN c.sending_delivery_id IS NULL THEN coalesce(c.delivery_due_at, now()) ELSE c.delivery_due_at END
        FROM (SELECT conversation_id, count(*) AS count FROM again GROUP BY conversation_id) AS a WHERE c.id = a.conversation_id
    ), said AS (
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body, turn_id, flags)
        SELECT a.new_message, a.property_id, a.conversation_id, a.message_seq + a.place, a.author, mark || m.body, m.turn_id, '{resent}'
        FROM again a JOIN messages m ON m.id = a.message_id
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
    SELECT count(*) INTO settled FROM due;
    RETURN settled;
END
$$;
COMMENT ON FUNCTION settle_unknown_deliveries IS 'Tells staff of deliveries nobody can vouch for, or sends them again marked as such.';

-- Functions are for the two roles alone.
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.proname IN (
            'ingest_guests', 'ingest_lanes', 'ingest_messages', 'claim_turns', 'finish_turns', 'hand_back_turns', 'renew_turns', 'escalate_conversation', 'resolve_idle',
            'claim_deliveries', 'finish_deliveries', 'merge_receipts', 'settle_unknown_deliveries')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO concierge_router', routine);
    END LOOP;
END
$$;
