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
