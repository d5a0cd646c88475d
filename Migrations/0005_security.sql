-- Who may touch what. concierge_router does the work of all hotels and passes row-level security by; concierge_api
-- serves people and sees one property at a time, by the second wall as well as by the queries themselves.

DO $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname <> 'schema_migrations'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO concierge_router', item.name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', item.name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', item.name);
        IF item.name = 'properties' THEN
            EXECUTE format('CREATE POLICY own_property ON %I TO concierge_api USING (id = current_property()) WITH CHECK (id = current_property())', item.name);
        ELSE
            EXECUTE format('CREATE POLICY own_property ON %I TO concierge_api USING (property_id = current_property()) WITH CHECK (property_id = current_property())', item.name);
        END IF;
        -- Whoever owns the tables but is no superuser still has to set hotels up from the command line.
        EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', item.name, current_user);
    END LOOP;
END
$$;

-- People read their own hotel's rows; they change them through functions and statements that name the columns.
GRANT SELECT ON
    properties, departments, rooms, guests, guest_identities, stays, knowledge_entries, conversations, turns,
    messages, deliveries, tasks, transitions, notifications, events, audit
TO concierge_api;
GRANT SELECT (id, property_id, channel, provider, address, display_name, generation, enabled, accumulation_ms,
    paused_until, paused_reason, created_at) ON endpoints TO concierge_api;
GRANT INSERT, UPDATE, DELETE ON departments, rooms, knowledge_entries, stays TO concierge_api;

-- The search runs as the router, which row-level security lets pass; it takes the property from the transaction.
-- Unless a superuser does it, a function is given only to who may create in its schema: for this one moment.
GRANT CREATE ON SCHEMA public TO concierge_router;
ALTER FUNCTION search_knowledge(text, text, integer) OWNER TO concierge_router;
REVOKE CREATE ON SCHEMA public FROM concierge_router;
REVOKE ALL ON FUNCTION search_knowledge(text, text, integer), ensure_log_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_knowledge(text, text, integer) TO concierge_api, concierge_router;
GRANT EXECUTE ON FUNCTION ensure_log_partitions(integer) TO concierge_router;
