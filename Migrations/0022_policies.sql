-- What a hotel decides about its guests' messages, as data. Every version is kept, so that a decision made last month
-- can be explained by what was in force then; the newest of each kind is in force now.

CREATE TABLE policies (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('routing', 'escalation', 'turns', 'limits')),
    version     integer NOT NULL CHECK (version >= 1),
    document    jsonb NOT NULL CHECK (jsonb_typeof(document) = 'object'),
    staff_id    uuid,
    staff_name  text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (property_id, kind, version)
);
COMMENT ON TABLE policies IS 'How a hotel routes, escalates, paces and limits: one document a version, the newest in force.';
COMMENT ON COLUMN policies.staff_id IS 'Who wrote this version; NULL for a service and for the command line.';
SELECT protect_table('policies');
GRANT SELECT, INSERT ON policies TO concierge_api;

-- Whatever is written about a hotel's policies is counted at the hotel, in the writer's own commit: a node that compares
-- the counts of all hotels sees a version that was committed after a later one, too.
ALTER TABLE properties ADD COLUMN policy_changes bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN properties.policy_changes IS 'Rises with everything that is written about its policies: what nodes compare.';
CREATE FUNCTION count_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE properties p SET policy_changes = p.policy_changes + 1 WHERE p.id = coalesce(NEW.property_id, OLD.property_id);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION count_policy_change IS 'Counts what is written about a hotel''s policies.';
REVOKE ALL ON FUNCTION count_policy_change() FROM PUBLIC;
GRANT UPDATE (policy_changes) ON properties TO concierge_api;
CREATE TRIGGER policies_counted AFTER INSERT OR UPDATE OR DELETE ON policies FOR EACH ROW EXECUTE FUNCTION count_policy_change();
