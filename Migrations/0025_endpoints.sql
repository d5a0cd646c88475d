-- The ends on which guests reach a hotel are opened, closed and given new secrets while everything runs.

-- A closed end takes no words of guests. One that drains still sends what is said there; any other keeps it waiting.
ALTER TABLE endpoints
    ADD COLUMN draining boolean NOT NULL DEFAULT false,
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN retiring_credentials bytea,
    ADD COLUMN retiring_until timestamptz,
    ADD COLUMN writers_told_at timestamptz,
    ADD COLUMN waiting_told_at timestamptz,
    ADD CONSTRAINT endpoints_draining_check CHECK (NOT (enabled AND draining)),
    ADD CONSTRAINT endpoints_retiring_check CHECK ((retiring_credentials IS NULL) = (retiring_until IS NULL));
ALTER TABLE endpoints ADD COLUMN sends boolean NOT NULL GENERATED ALWAYS AS (enabled OR draining) STORED;
UPDATE endpoints SET closed_at = now() WHERE NOT enabled;
COMMENT ON COLUMN endpoints.draining IS 'Closed, and what is said there is still sent until nothing is left.';
COMMENT ON COLUMN endpoints.sends IS 'Whether anything is handed over there: open or draining.';
COMMENT ON COLUMN endpoints.closed_at IS 'Since when it has been closed; NULL while it is open.';
COMMENT ON COLUMN endpoints.retiring_credentials IS 'Sealed with secrets.key: what was replaced and is still good, until retiring_until; then it is erased.';
COMMENT ON COLUMN endpoints.writers_told_at IS 'When people were last told that guests write there although it is closed.';
COMMENT ON COLUMN endpoints.waiting_told_at IS 'When people were last told that words to guests wait there because it is closed.';
GRANT SELECT (draining, closed_at, retiring_until), UPDATE (draining, retiring_credentials, retiring_until) ON endpoints TO concierge_api;

CREATE FUNCTION keep_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.enabled THEN
        NEW.draining := false;
        NEW.closed_at := NULL;
        NEW.writers_told_at := NULL;
        NEW.waiting_told_at := NULL;
    ELSIF OLD.enabled THEN
        NEW.closed_at := now();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_closing IS 'Begins and ends an endpoint''s time of being closed.';
REVOKE ALL ON FUNCTION keep_closing() FROM PUBLIC;
CREATE TRIGGER endpoints_closing BEFORE UPDATE OF enabled ON endpoints
    FOR EACH ROW WHEN (NEW.enabled <> OLD.enabled) EXECUTE FUNCTION keep_closing();

-- What guests wrote to a closed end is kept as it came, and taken when it is open again.
CREATE INDEX receipts_closed ON receipts (endpoint_id, created_at) WHERE status = 'quarantined' AND reason = 'closed';

CREATE FUNCTION tell_of_writers(item_endpoint uuid[]) RETURNS SETOF uuid
LANGUAGE sql SET enable_seqscan = off AS $$
    WITH held AS (
        -- Before the day is over nobody need be told again; whoever finds the row held knows that somebody tells.
        SELECT e.id FROM endpoints e
        WHERE e.id = ANY (item_endpoint) AND NOT e.enabled
          AND (e.writers_told_at IS NULL OR e.writers_told_at < now() - interval '1 day')
        ORDER BY e.id FOR NO KEY UPDATE SKIP LOCKED
    ), told AS (
        UPDATE endpoints e SET writers_told_at = now() FROM held h WHERE e.id = h.id
        RETURNING e.*
    )
    INSERT INTO notifications (property_id, kind, detail)
    SELECT t.property_id, 'endpoint.closed',
           jsonb_build_object('endpointId', t.id, 'provider', t.provider, 'address', t.address, 'closedAt', t.closed_at)
    FROM told t RETURNING property_id
$$;
COMMENT ON FUNCTION tell_of_writers IS 'Tells people that guests write to closed endpoints, once a day at most; returns the hotels told.';

-- How it stands with each end, as every node notes it now and then.
CREATE TABLE endpoint_health (
    endpoint_id        uuid PRIMARY KEY REFERENCES endpoints ON DELETE CASCADE,
    property_id        uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    last_inbound_at    timestamptz,
    last_delivery_at   timestamptz,
    last_failure_at    timestamptz,
    last_failure_class text,
    last_failure_code  text
);
COMMENT ON TABLE endpoint_health IS 'When something last came in at an endpoint, was handed over there, or could not be. A few seconds old at most.';
SELECT protect_table('endpoint_health');
GRANT SELECT ON endpoint_health TO concierge_api;

CREATE FUNCTION note_endpoint_health(
    item_endpoint   uuid[],
    item_inbound    double precision[], -- how many milliseconds ago; NULL when nothing came in since the last note
    item_delivery   double precision[],
    item_failure    double precision[],
    item_class      text[],
    item_code       text[]
) RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
    INSERT INTO endpoint_health AS h (endpoint_id, property_id, last_inbound_at, last_delivery_at, last_failure_at, last_failure_class, last_failure_code)
    SELECT e.id, e.property_id, now() - i.inbound * interval '1 millisecond', now() - i.delivery * interval '1 millisecond',
           now() - i.failure * interval '1 millisecond', i.class, i.code
    FROM unnest(item_endpoint, item_inbound, item_delivery, item_failure, item_class, item_code)
        AS i (endpoint, inbound, delivery, failure, class, code)
    JOIN endpoints e ON e.id = i.endpoint
    -- In order, for two nodes may note the same endpoints.
    ORDER BY e.id
    ON CONFLICT (endpoint_id) DO UPDATE
    SET last_inbound_at = greatest(h.last_inbound_at, excluded.last_inbound_at),
        last_delivery_at = greatest(h.last_delivery_at, excluded.last_delivery_at),
        last_failure_class = CASE WHEN excluded.last_failure_at >= coalesce(h.last_failure_at, '-infinity') THEN excluded.last_failure_class ELSE h.last_failure_class END,
        last_failure_code = CASE WHEN excluded.last_failure_at >= coalesce(h.last_failure_at, '-infinity') THEN excluded.last_failure_code ELSE h.last_failure_code END,
        last_failure_at = greatest(h.last_failure_at, excluded.last_failure_at)
$$;
COMMENT ON FUNCTION note_endpoint_health IS 'Notes what happened at endpoints; what is known to be later stays.';

CREATE FUNCTION messages_kept(endpoints uuid[]) RETURNS TABLE (endpoint_id uuid, kept integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
    SELECT e.id, (SELECT count(*) FROM (SELECT FROM receipts r WHERE r.endpoint_id = e.id AND r.status = 'quarantined' AND r.reason = 'closed'
                                        LIMIT 1000) AS k)::integer
    FROM endpoints e WHERE e.id = ANY (endpoints) AND e.property_id = current_property()
$$;
COMMENT ON FUNCTION messages_kept IS 'How many webhooks with words of guests are kept for endpoints of the current property that were closed; 1000 means as many or more.';
SELECT offer_to_people('messages_kept(uuid[])');

-- Every node does it every second: all of it is safe to do twice, and done once.
CREATE FUNCTION tend_endpoints(settle_ms double precision) RETURNS SETOF uuid
LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
DECLARE
    ended uuid[];
BEGIN
    UPDATE endpoints e SET retiring_credentials = NULL, retiring_until = NULL, generation = e.generation + 1
    FROM (SELECT x.id FROM endpoints x WHERE x.retiring_until <= now() ORDER BY x.id FOR NO KEY UPDATE SKIP LOCKED) AS due
    WHERE e.id = due.id;

    -- A node that had not heard of the closing yet may have taken a guest's words a moment later: they are answered.
    SELECT array_agg(x.id) INTO ended
    FROM (SELECT e.id FROM endpoints e
          WHERE e.draining AND (e.closed_at IS NULL OR e.closed_at < now() - settle_ms * interval '1 millisecond')
            AND NOT EXISTS (SELECT FROM conversations c WHERE c.property_id = e.property_id AND c.endpoint_id = e.id AND c.delivery_due_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM conversations c WHERE c.property_id = e.property_id AND c.endpoint_id = e.id AND c.turn_due_at IS NOT NULL)
          ORDER BY e.id FOR NO KEY UPDATE OF e SKIP LOCKED) AS x;
    RETURN QUERY
    WITH closed AS (
        UPDATE endpoints e SET draining = false, generation = e.generation + 1
        WHERE e.id = ANY (ended) AND e.draining RETURNING e.*
    )
    INSERT INTO notifications (property_id, kind, severity, detail)
    SELECT c.property_id, 'endpoint.drained', 'info', jsonb_build_object('endpointId', c.id, 'provider', c.provider, 'address', c.address)
    FROM closed c RETURNING property_id;

    RETURN QUERY
    WITH waiting AS (
        SELECT e.id, w.count, w.oldest FROM endpoints e
        CROSS JOIN LATERAL (
            SELECT count(*) AS count, min(d.created_at) AS oldest, max(d.created_at) AS newest
            FROM (SELECT c.id FROM conversations c
                  WHERE c.property_id = e.property_id AND c.endpoint_id = e.id AND c.delivery_due_at IS NOT NULL LIMIT 1000) AS c
            JOIN deliveries d ON d.conversation_id = c.id AND d.is_queued
        ) AS w
        WHERE NOT e.sends AND (e.waiting_told_at IS NULL OR e.waiting_told_at < now() - interval '1 day')
          AND w.count > 0 AND (e.waiting_told_at IS NULL OR w.newest > e.waiting_told_at)
        ORDER BY e.id FOR NO KEY UPDATE OF e SKIP LOCKED
    ), told AS (
        UPDATE endpoints e SET waiting_told_at = now() FROM waiting w WHERE e.id = w.id
        RETURNING e.*, w.count, w.oldest
    )
    INSERT INTO notifications (property_id, kind, detail)
    SELECT t.property_id, 'endpoint.waiting',
           jsonb_build_object('endpointId', t.id, 'provider', t.provider, 'address', t.address, 'waiting', t.count, 'oldestAt', t.oldest)
    FROM told t RETURNING property_id;
END
$$;
COMMENT ON FUNCTION tend_endpoints IS 'Erases secrets whose time is over, ends the draining of endpoints with nothing left to send, and tells people of words that wait at closed ones; returns the hotels told.';

REVOKE ALL ON FUNCTION tell_of_writers(uuid[]), tend_endpoints(double precision),
    note_endpoint_health(uuid[], double precision[], double precision[], double precision[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell_of_writers(uuid[]), tend_endpoints(double precision),
    note_endpoint_health(uuid[], double precision[], double precision[], double precision[], text[], text[]) TO concierge_router;
