-- What managers and admins keep by themselves: the hotel, its departments, endpoints and knowledge.

-- Two people may change the same thing; the second is told, when they say which version they have seen. Endpoints
-- have their generation already.
ALTER TABLE properties ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE departments ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE knowledge_entries ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN properties.version IS 'Rises with every change: what ETag says.';
COMMENT ON COLUMN departments.version IS 'Rises with every change: what ETag says.';
COMMENT ON COLUMN knowledge_entries.version IS 'Rises with every change: what ETag says.';

-- People may set credentials and see whether there are some, and never see them.
ALTER TABLE endpoints ADD COLUMN has_credentials boolean NOT NULL GENERATED ALWAYS AS (credentials IS NOT NULL) STORED;
COMMENT ON COLUMN endpoints.has_credentials IS 'Whether there are credentials, for those who may not see them.';

GRANT UPDATE (name, timezone, locale, settings, version) ON properties TO concierge_api;
GRANT SELECT (welcome, has_credentials) ON endpoints TO concierge_api;
GRANT INSERT (id, property_id, channel, provider, address, display_name, enabled, credentials, accumulation_ms, welcome)
    ON endpoints TO concierge_api;
GRANT UPDATE (display_name, enabled, credentials, accumulation_ms, welcome, generation) ON endpoints TO concierge_api;
GRANT INSERT (property_id, actor, action, subject, detail) ON audit TO concierge_api;

-- Lists go on behind the last item shown.
CREATE INDEX endpoints_property ON endpoints (property_id, provider, address);
