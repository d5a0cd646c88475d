-- Two helpers for the migrations that follow, and the answers to requests that may come twice.

-- What 0005 did for the first tables: rows are shown hotel by hotel to people, whole to the router and the owner.
CREATE FUNCTION protect_table(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO concierge_router', name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_property ON %I TO concierge_api USING (property_id = current_property()) WITH CHECK (property_id = current_property())', name);
    EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', name, current_user);
END
$$;
COMMENT ON FUNCTION protect_table(text) IS 'Puts a new table that has a property_id behind row-level security. Grants to concierge_api are the caller''s to add.';
REVOKE ALL ON FUNCTION protect_table(text) FROM PUBLIC;

-- A SECURITY DEFINER function that people's statements may call: it runs as the router, takes its property from
-- current_property() and must check that whatever it touches is that property's.
CREATE FUNCTION offer_to_people(signature regprocedure) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    GRANT CREATE ON SCHEMA public TO concierge_router;
    EXECUTE format('ALTER FUNCTION %s OWNER TO concierge_router', signature);
    REVOKE CREATE ON SCHEMA public FROM concierge_router;
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', signature);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO concierge_api, concierge_router', signature);
END
$$;
COMMENT ON FUNCTION offer_to_people(regprocedure) IS 'Lets concierge_api call a function that runs as the router.';
REVOKE ALL ON FUNCTION offer_to_people(regprocedure) FROM PUBLIC;

CREATE TABLE idempotency_keys (
    property_id  uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    principal    text NOT NULL CHECK (length(principal) BETWEEN 1 AND 128),
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    response     jsonb,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (property_id, principal, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
COMMENT ON TABLE idempotency_keys IS 'Answers to requests that carried a key: the same request again gets the same answer and changes nothing.';
COMMENT ON COLUMN idempotency_keys.request_hash IS 'sha256 of method, path and body: the same key with another request is refused.';
COMMENT ON COLUMN idempotency_keys.response IS 'Status, headers and body; NULL only while its transaction is open, when nobody else can see it.';
SELECT protect_table('idempotency_keys');
GRANT SELECT, INSERT, UPDATE ON idempotency_keys TO concierge_api;
