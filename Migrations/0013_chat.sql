-- Guests on the web: who they are from one visit to the next, and the beginning of their conversation.

-- A page of the hotel's own may hold the chat; a page of anybody else's may not.
ALTER TABLE endpoints ADD COLUMN origins text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(origins) <= 20 AND array_position(origins, NULL) IS NULL);
COMMENT ON COLUMN endpoints.origins IS 'Web pages besides our own that may hold this chat, as browsers name them: https://www.hotel.example. Empty allows our own alone.';
GRANT SELECT (origins) ON endpoints TO concierge_api;

CREATE TABLE guest_sessions (
    id          uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    endpoint_id uuid NOT NULL REFERENCES endpoints ON DELETE CASCADE,
    guest_id    uuid NOT NULL REFERENCES guests ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX guest_sessions_expired ON guest_sessions (property_id, expires_at);
CREATE INDEX guest_sessions_guest ON guest_sessions (guest_id);
COMMENT ON TABLE guest_sessions IS 'A guest''s browser at a web chat. Its id is the guest''s web_session identity.';
COMMENT ON COLUMN guest_sessions.expires_at IS 'Pushed back while the guest is there.';

-- Several, because two tabs that resume at once each get a token, and neither may lose the guest the session.
CREATE TABLE guest_tokens (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    session_id  uuid NOT NULL REFERENCES guest_sessions ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    retires_at  timestamptz
);
CREATE INDEX guest_tokens_session ON guest_tokens (session_id);
COMMENT ON TABLE guest_tokens IS 'What a guest''s browser shows: sha256 of the token, never the token.';
COMMENT ON COLUMN guest_tokens.retires_at IS 'Set when a newer one took its place: until then the old one is still good. NULL is good as long as the session.';

SELECT protect_table('guest_sessions');
SELECT protect_table('guest_tokens');
GRANT SELECT ON guest_sessions, guest_tokens TO concierge_api;

-- A guest opens a chat: guest, identity, session and a conversation that waits for the first word, greeted at once.
-- Nobody else can know the new guest, so nothing is locked that another could hold.
CREATE FUNCTION open_chat(
    chat_endpoint  uuid,
    new_session    uuid,
    token_hash     bytea,
    guest_name     text,
    guest_language text,
    lifetime_ms    double precision
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hotel         uuid := current_property();
    greeting      text;
    new_guest     uuid := uuid_v7();
    lane          uuid := uuid_v7();
    greeting_id   uuid := uuid_v7();
BEGIN
    SELECT e.welcome INTO greeting FROM endpoints e
    WHERE e.id = chat_endpoint AND e.property_id = hotel AND e.channel = 'web' AND e.enabled;
    IF NOT FOUND THEN RETURN NULL; END IF;

    -- Whoever comes clears away some of those who went, so that the table is never larger than its traffic.
    DELETE FROM guest_sessions WHERE id IN (
        SELECT s.id FROM guest_sessions s WHERE s.property_id = hotel AND s.expires_at < now() - interval '1 hour'
        ORDER BY s.expires_at LIMIT 10 FOR UPDATE SKIP LOCKED);

    INSERT INTO guests (id, property_id, display_name, language) VALUES (new_guest, hotel, guest_name, guest_language);
    INSERT INTO guest_identities (property_id, kind, value, guest_id) VALUES (hotel, 'web_session', new_session::text, new_guest);
    INSERT INTO guest_sessions (id, property_id, endpoint_id, guest_id, expires_at)
    VALUES (new_session, hotel, chat_endpoint, new_guest, now() + lifetime_ms * interval '1 millisecond');
    INSERT INTO guest_tokens (hash, property_id, session_id) VALUES (token_hash, hotel, new_session);

    INSERT INTO conversations (id, property_id, endpoint_id, guest_id, recipient_kind, recipient_value, message_seq, event_seq,
                               last_message_at, last_author)
    VALUES (lane, hotel, chat_endpoint, new_guest, 'web_session', new_session::text,
            (greeting IS NOT NULL)::integer, 1 + (greeting IS NOT NULL)::integer,
            CASE WHEN greeting IS NOT NULL THEN now() END, CASE WHEN greeting IS NOT NULL THEN 'system' END);
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    VALUES (hotel, lane, 1, 'conversation.created', jsonb_build_object('guestId', new_guest, 'endpointId', chat_endpoint));

    IF greeting IS NOT NULL THEN
        INSERT INTO welcomes (endpoint_id, guest_id, property_id) VALUES (chat_endpoint, new_guest, hotel);
        INSERT INTO messages (id, property_id, conversation_id, seq, author, body)
        VALUES (greeting_id, hotel, lane, 1, 'system', greeting);
        -- Nobody carries words to a web page: the answer to this very request shows them.
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch,
                                recipient_kind, recipient_value, state, sent_at)
        VALUES (hotel, lane, chat_endpoint, greeting_id, 1, 'system', 1, 'web_session', new_session::text, 'sent', now());
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        VALUES (hotel, lane, 2, 'message.created', jsonb_build_object('messageId', greeting_id, 'seq', 1, 'author', 'system'));
    END IF;
    RETURN lane;
END
$$;
COMMENT ON FUNCTION open_chat IS 'Makes a web guest of the current property with a session and a greeted conversation; NULL when there is no such open chat.';

-- Whose token this is. A guest who is there keeps the session; it is written at most once an hour.
CREATE FUNCTION find_guest_session(token_hash bytea, lifetime_ms double precision)
RETURNS TABLE (session_id uuid, endpoint_id uuid, guest_id uuid, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE guest_sessions s SET expires_at = now() + lifetime_ms * interval '1 millisecond'
    FROM guest_tokens t
    WHERE t.hash = token_hash AND t.property_id = current_property() AND (t.retires_at IS NULL OR t.retires_at > now())
      AND s.id = t.session_id AND s.expires_at > now()
      AND s.expires_at < now() + lifetime_ms * interval '1 millisecond' - least(interval '1 hour', lifetime_ms * interval '0.5 millisecond');
    RETURN QUERY
        SELECT s.id, s.endpoint_id, s.guest_id, s.expires_at
        FROM guest_tokens t JOIN guest_sessions s ON s.id = t.session_id
        WHERE t.hash = token_hash AND t.property_id = current_property() AND (t.retires_at IS NULL OR t.retires_at > now())
          AND s.expires_at > now();
END
$$;
COMMENT ON FUNCTION find_guest_session IS 'The session of the current property that a token stands for, kept alive; no row when the token is not good.';

-- The new token takes the place of the one shown, which stays good for a while: its answer may not arrive.
CREATE FUNCTION rotate_guest_token(old_hash bytea, new_hash bytea, grace_ms double precision) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    session uuid;
BEGIN
    SELECT s.id INTO session FROM guest_tokens t JOIN guest_sessions s ON s.id = t.session_id
    WHERE t.hash = old_hash AND t.property_id = current_property() AND (t.retires_at IS NULL OR t.retires_at > now())
      AND s.expires_at > now()
    FOR NO KEY UPDATE OF s;
    IF session IS NULL THEN RETURN false; END IF;
    UPDATE guest_tokens SET retires_at = least(retires_at, now() + grace_ms * interval '1 millisecond') WHERE hash = old_hash;
    INSERT INTO guest_tokens (hash, property_id, session_id) VALUES (new_hash, current_property(), session);
    -- A page that is loaded over and over must not gather tokens.
    DELETE FROM guest_tokens WHERE hash IN (
        SELECT hash FROM guest_tokens WHERE session_id = session ORDER BY created_at DESC OFFSET 8);
    DELETE FROM guest_tokens WHERE session_id = session AND retires_at < now();
    RETURN true;
END
$$;
COMMENT ON FUNCTION rotate_guest_token IS 'Gives a session a new token; false when the old one is not good.';

SELECT offer_to_people('open_chat(uuid, uuid, bytea, text, text, double precision)');
SELECT offer_to_people('find_guest_session(bytea, double precision)');
SELECT offer_to_people('rotate_guest_token(bytea, bytea, double precision)');
