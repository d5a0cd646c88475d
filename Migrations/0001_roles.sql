-- The three roles. The owner is whoever runs the migrations; these two own no table.
-- Roles belong to the server, not to the database, so another database may have made them already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'concierge_router') THEN
        BEGIN
            CREATE ROLE concierge_router NOLOGIN BYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made by a neighbour this instant
        END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'concierge_api') THEN
        BEGIN
            CREATE ROLE concierge_api NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'concierge_router', 'MEMBER') THEN
        EXECUTE format('GRANT concierge_router TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'concierge_api', 'MEMBER') THEN
        EXECUTE format('GRANT concierge_api TO %I', current_user);
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO concierge_router, concierge_api;

-- UUID version 7 (RFC 9562): milliseconds first, so that new rows land together in their indexes.
CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6),
            52, 1), 53, 1),
        'hex')::uuid
$$;
COMMENT ON FUNCTION uuid_v7() IS 'A new UUID version 7. Nothing is ordered by it: it only keeps index inserts close together.';

-- The property that the current transaction may see; NULL when none was set.
CREATE FUNCTION current_property() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.property', true), '')::uuid
$$;
COMMENT ON FUNCTION current_property() IS 'The property set by set_config(''app.property'', …, true) in this transaction; NULL when none is.';
