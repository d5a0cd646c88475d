-- What the readers of the event log must know beside the events: from where on the log is whole, and which log it is.

CREATE TABLE event_log (
    property_id uuid PRIMARY KEY REFERENCES properties ON DELETE CASCADE,
    generation  uuid,
    floor       xid8 NOT NULL DEFAULT '0'
);
COMMENT ON TABLE event_log IS 'Where a hotel''s event log was cut or begun anew; a hotel without a row has its log whole.';
COMMENT ON COLUMN event_log.generation IS 'Changes when cursors of before must not be continued; NULL until that happens for the first time.';
COMMENT ON COLUMN event_log.floor IS 'Every event of a transaction from this one on is still stored. Older ones may be gone.';
SELECT protect_table('event_log');
GRANT SELECT ON event_log TO concierge_api;

-- Transaction numbers mean something only on one server's one history: a restored copy, another server and a replica
-- that took over (a new timeline, perhaps without the last commits) count on from elsewhere.
CREATE FUNCTION event_log_generation() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT md5(concat_ws(':',
        (SELECT c.system_identifier FROM pg_control_system() c),
        left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
        (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()),
        (SELECT l.generation FROM event_log l WHERE l.property_id = current_property())))::uuid
$$;
COMMENT ON FUNCTION event_log_generation() IS 'Which log the current property''s cursors belong to; a cursor of another one cannot be continued.';
REVOKE ALL ON FUNCTION event_log_generation() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_log_generation() TO concierge_api, concierge_router;

-- Drops the events' partitions that end before a moment, and remembers for every hotel what it can no longer be told.
CREATE FUNCTION drop_event_partitions(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    partition regclass;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('concierge.log_partitions'));
    FOR partition IN
        SELECT i.inhrelid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'events'::regclass
          AND c.relname ~ '^events_\d{4}_\d{2}$'
          AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
        ORDER BY c.relname
    LOOP
        -- Nobody writes into a month that is over, so what is read here is all there is.
        EXECUTE format(
            'INSERT INTO event_log (property_id, floor)
             SELECT p.id, ((last.xid::text::numeric + 1)::text)::xid8
             FROM properties p CROSS JOIN LATERAL (
                 SELECT e.xid FROM %s e WHERE e.property_id = p.id ORDER BY e.xid DESC LIMIT 1) AS last
             ON CONFLICT (property_id) DO UPDATE SET floor = greatest(event_log.floor, excluded.floor)', partition);
        EXECUTE format('DROP TABLE %s', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION drop_event_partitions(timestamptz) IS 'Drops the months of the event log that ended before a moment; returns how many.';
REVOKE ALL ON FUNCTION drop_event_partitions(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_event_partitions(timestamptz) TO concierge_router;

-- To be run once after a restore from a dump: its events carry the old server's transaction numbers, which this server
-- has yet to reach. Whoever held a cursor is told that there is a gap.
CREATE FUNCTION restart_event_log() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE events SET xid = pg_current_xact_id() WHERE xid >= pg_snapshot_xmax(pg_current_snapshot());
    INSERT INTO event_log (property_id, generation) SELECT p.id, gen_random_uuid() FROM properties p
    ON CONFLICT (property_id) DO UPDATE SET generation = excluded.generation;
END
$$;
COMMENT ON FUNCTION restart_event_log() IS 'Begins a new generation of every hotel''s event log; run it after a restore from a dump.';
REVOKE ALL ON FUNCTION restart_event_log() FROM PUBLIC;
