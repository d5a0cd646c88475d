-- A hotel, its parts, its guests, and the ends on which guests reach it.

CREATE TABLE properties (
    id          uuid PRIMARY KEY DEFAULT uuid_v7(),
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    timezone    text NOT NULL DEFAULT 'UTC',
    locale      text NOT NULL DEFAULT 'en',
    settings    jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    is_demo     boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE properties IS 'One hotel. Everything else belongs to exactly one of these.';
COMMENT ON COLUMN properties.settings IS 'Overrides of the program''s settings for this hotel: reopenWindowMs, rateLimit {maxRequests, windowMs}, escalationThreshold.';
COMMENT ON COLUMN properties.is_demo IS 'Made by the demo; `serve` refuses to run beside it.';

CREATE TABLE departments (
    id          uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    code        text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{0,62}$'),
    name        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (property_id, code)
);
COMMENT ON TABLE departments IS 'Who does the work: housekeeping, maintenance, front desk, …';

CREATE TABLE rooms (
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    number      text NOT NULL CHECK (length(number) BETWEEN 1 AND 16),
    floor       integer,
    kind        text NOT NULL DEFAULT 'standard',
    PRIMARY KEY (property_id, number)
);
COMMENT ON TABLE rooms IS 'The rooms that exist, so that "room 9999" can be doubted.';

CREATE TABLE endpoints (
    id              uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id     uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    channel         text NOT NULL CHECK (channel IN ('whatsapp', 'sms', 'email', 'web', 'relay')),
    provider        text NOT NULL CHECK (length(provider) BETWEEN 1 AND 64),
    address         text NOT NULL CHECK (length(address) BETWEEN 1 AND 320),
    display_name    text NOT NULL DEFAULT '',
    generation      integer NOT NULL DEFAULT 1,
    enabled         boolean NOT NULL DEFAULT true,
    credentials     bytea,
    accumulation_ms integer CHECK (accumulation_ms = 0 OR accumulation_ms BETWEEN 200 AND 3000),
    welcome         text CHECK (length(welcome) BETWEEN 1 AND 4000),
    paused_until    timestamptz,
    paused_reason   text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (provider, address)
);
COMMENT ON TABLE endpoints IS 'One end on which guests reach a hotel: a WhatsApp number, an SMS number, a mailbox, a web chat.';
COMMENT ON COLUMN endpoints.address IS 'The provider''s name for it, found in every webhook payload: for WhatsApp the phone_number_id. With the provider it names one endpoint in the whole database.';
COMMENT ON COLUMN endpoints.generation IS 'Rises when its credentials or address change, so that nodes drop what they cached.';
COMMENT ON COLUMN endpoints.credentials IS 'Sealed with secrets.key: tokens and app secrets.';
COMMENT ON COLUMN endpoints.accumulation_ms IS 'How long a burst may gather here before it is answered; NULL takes the channel''s own.';
COMMENT ON COLUMN endpoints.welcome IS 'What a guest who begins to write here is greeted with, once; NULL greets nobody.';
COMMENT ON COLUMN endpoints.paused_until IS 'Nothing is sent before this moment: the provider refused the account or throttled the number.';

CREATE TABLE guests (
    id           uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id  uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    display_name text,
    language     text,
    vip          boolean NOT NULL DEFAULT false,
    profile      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(profile) = 'object'),
    created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE guests IS 'A person who writes to a hotel. Known by one or more identities.';

CREATE TABLE guest_identities (
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('phone', 'whatsapp_user', 'email', 'web_session', 'external')),
    value       text NOT NULL CHECK (length(value) BETWEEN 1 AND 320),
    guest_id    uuid NOT NULL REFERENCES guests ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (property_id, kind, value)
);
CREATE INDEX guest_identities_guest ON guest_identities (guest_id);
COMMENT ON TABLE guest_identities IS 'The names a guest is known by, normalised: +E.164 phone, WhatsApp user id, e-mail address.';

CREATE TABLE stays (
    id           uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id  uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    guest_id     uuid NOT NULL REFERENCES guests ON DELETE CASCADE,
    room         text,
    arrival      date NOT NULL,
    departure    date NOT NULL CHECK (departure >= arrival),
    status       text NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'in_house', 'checked_out', 'cancelled', 'no_show')),
    confirmation text,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stays_guest ON stays (guest_id, arrival DESC);
COMMENT ON TABLE stays IS 'A guest''s nights. The room of the present stay is what "my room" means.';

CREATE TABLE knowledge_entries (
    id          uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    body        text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
    language    text NOT NULL DEFAULT 'en',
    category    text NOT NULL DEFAULT 'general',
    keywords    text NOT NULL DEFAULT '',
    archived_at timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    -- Stemmed by the entry's own language: "towels" must find "towel", "toallas" must find "toalla".
    document    tsvector NOT NULL GENERATED ALWAYS AS (
        CASE language
            WHEN 'en' THEN setweight(to_tsvector('english', title || ' ' || keywords), 'A') || setweight(to_tsvector('english', body), 'C')
            WHEN 'es' THEN setweight(to_tsvector('spanish', title || ' ' || keywords), 'A') || setweight(to_tsvector('spanish', body), 'C')
            WHEN 'de' THEN setweight(to_tsvector('german', title || ' ' || keywords), 'A') || setweight(to_tsvector('german', body), 'C')
            WHEN 'fr' THEN setweight(to_tsvector('french', title || ' ' || keywords), 'A') || setweight(to_tsvector('french', body), 'C')
            WHEN 'it' THEN setweight(to_tsvector('italian', title || ' ' || keywords), 'A') || setweight(to_tsvector('italian', body), 'C')
            WHEN 'pt' THEN setweight(to_tsvector('portuguese', title || ' ' || keywords), 'A') || setweight(to_tsvector('portuguese', body), 'C')
            WHEN 'nl' THEN setweight(to_tsvector('dutch', title || ' ' || keywords), 'A') || setweight(to_tsvector('dutch', body), 'C')
            ELSE setweight(to_tsvector('simple', title || ' ' || keywords), 'A') || setweight(to_tsvector('simple', body), 'C')
        END
    ) STORED
);
CREATE INDEX knowledge_entries_document ON knowledge_entries USING gin (document) WHERE archived_at IS NULL;
CREATE INDEX knowledge_entries_property ON knowledge_entries (property_id, category, title) WHERE archived_at IS NULL;
COMMENT ON TABLE knowledge_entries IS 'What the hotel knows and its concierge may say, one subject an entry.';

-- Text search past row-level security, which would keep @@ from using its index; the property comes from the
-- transaction's own setting, never from an argument. Any of the words may match; the rank tells how well.
CREATE FUNCTION search_knowledge(query text, query_language text, result_limit integer)
RETURNS TABLE (id uuid, title text, body text, language text, rank double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    configuration regconfig := CASE query_language
        WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish' WHEN 'de' THEN 'german' WHEN 'fr' THEN 'french'
        WHEN 'it' THEN 'italian' WHEN 'pt' THEN 'portuguese' WHEN 'nl' THEN 'dutch' ELSE 'simple' END;
    words tsquery;
BEGIN
    SELECT to_tsquery('simple', string_agg(quote_literal(lexeme), ' | '))
    INTO words FROM unnest(to_tsvector(configuration, left(query, 2000)));
    IF words IS NULL THEN RETURN; END IF;
    RETURN QUERY
        SELECT k.id, k.title, k.body, k.language, ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', k.document, words, 1)::double precision AS score
        FROM knowledge_entries k
        WHERE k.property_id = current_property() AND k.archived_at IS NULL AND k.document @@ words
          AND (query_language IS NULL OR k.language = query_language)
        ORDER BY score DESC, k.id
        LIMIT least(greatest(result_limit, 0), 50);
END
$$;
COMMENT ON FUNCTION search_knowledge(text, text, integer) IS 'The entries of the current property that speak of any word of the query, best first.';
