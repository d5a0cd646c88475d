-- The five logs. Partitioned by month, made ahead by the program, dropped whole; nothing references them and there is
-- no default partition, so a missing month is an error at once and never a slow surprise.

CREATE TABLE receipts (
    id          uuid NOT NULL DEFAULT uuid_v7(),
    property_id uuid,
    endpoint_id uuid,
    provider    text NOT NULL,
    status      text NOT NULL CHECK (status IN ('accepted', 'quarantined')),
    reason      text,
    body        bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX receipts_quarantined ON receipts (created_at) WHERE status = 'quarantined';
COMMENT ON TABLE receipts IS 'What providers sent, byte for byte; quarantined when it could not be used, with the reason.';

CREATE TABLE events (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    property_id     uuid NOT NULL,
    conversation_id uuid,
    event_seq       bigint,
    xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind            text NOT NULL,
    payload         jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX events_cursor ON events (property_id, xid, id);
CREATE INDEX events_conversation ON events (conversation_id, event_seq);
COMMENT ON TABLE events IS 'Everything that changed, in the transaction that changed it. Read by snapshot: xid >= pg_snapshot_xmin(cursor) AND NOT pg_visible_in_snapshot(xid, cursor).';

CREATE TABLE delivery_attempts (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    property_id   uuid NOT NULL,
    delivery_id   uuid NOT NULL,
    attempt       integer NOT NULL,
    outcome       text NOT NULL,
    error_class   text,
    error_code    text,
    error_detail  text,
    node          text,
    created_at    timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id);
COMMENT ON TABLE delivery_attempts IS 'Each try to hand a message over, and each receipt about it.';

CREATE TABLE turn_events (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    property_id uuid NOT NULL,
    turn_id     uuid NOT NULL,
    kind        text NOT NULL,
    node        text,
    detail      jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX turn_events_turn ON turn_events (turn_id);
COMMENT ON TABLE turn_events IS 'What happened to a turn besides its own row: reclaimed, handed back, refused at the fence.';

CREATE TABLE audit (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    property_id uuid,
    actor       text NOT NULL,
    action      text NOT NULL,
    subject     text,
    detail      jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);
CREATE INDEX audit_property ON audit (property_id, created_at);
COMMENT ON TABLE audit IS 'Who changed what, and who read whose profile.';

-- Makes this month's partition of every log and the next `ahead` months'. Safe to run from any number of nodes at once.
CREATE FUNCTION ensure_log_partitions(ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    log text;
    month timestamptz;
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('concierge.log_partitions'));
    FOREACH log IN ARRAY ARRAY['receipts', 'events', 'delivery_attempts', 'turn_events', 'audit'] LOOP
        FOR offset_months IN 0..greatest(ahead, 0) LOOP
            month := date_trunc('month', now()) + make_interval(months => offset_months);
            partition := format('%s_%s', log, to_char(month, 'YYYY_MM'));
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            -- CREATE and ATTACH: a plain CREATE … PARTITION OF would stop all writers of the log meanwhile.
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, log);
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (created_at >= %L AND created_at < %L)',
                partition, partition || '_month', month, month + interval '1 month');
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                log, partition, month, month + interval '1 month');
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', partition, partition || '_month');
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION ensure_log_partitions(integer) IS 'Makes the logs'' partitions of this month and the next ones; returns how many were missing.';

SELECT ensure_log_partitions(3);
