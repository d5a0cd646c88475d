-- A guest's old token lives until the new one is known to have arrived: an answer lost on the way loses no chat.

ALTER TABLE guest_tokens ADD COLUMN replaces bytea CHECK (length(replaces) = 32),
                         ADD COLUMN grace interval,
                         ADD CONSTRAINT guest_tokens_successor CHECK ((replaces IS NULL) = (grace IS NULL));
COMMENT ON COLUMN guest_tokens.replaces IS 'The token it takes the place of, until it is first used.';
COMMENT ON COLUMN guest_tokens.grace IS 'How long that token stays good after this one is first used.';
COMMENT ON COLUMN guest_tokens.retires_at IS 'Until then it is still good: set when its successor was first used or, while it was not used itself, when another took its place. NULL is good as long as the session.';

-- Whose token this is. A guest who is there keeps the session; it is written at most once an hour. The first use of a
-- token retires the one it replaces.
CREATE OR REPLACE FUNCTION find_guest_session(token_hash bytea, lifetime_ms double precision)
RETURNS TABLE (session_id uuid, endpoint_id uuid, guest_id uuid, expires_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    fresh guest_tokens;
BEGIN
    SELECT t.* INTO fresh FROM guest_tokens t
    WHERE t.hash = token_hash AND t.property_id = current_property() AND t.replaces IS NOT NULL
      AND (t.retires_at IS NULL OR t.retires_at > now());
    IF FOUND THEN
        -- Before the tokens, as whoever rotates does.
        PERFORM FROM guest_sessions s WHERE s.id = fresh.session_id FOR NO KEY UPDATE;
        UPDATE guest_tokens t SET replaces = NULL, grace = NULL, retires_at = NULL
        WHERE t.hash = token_hash AND t.replaces = fresh.replaces;
        IF FOUND THEN
            UPDATE guest_tokens t SET retires_at = least(t.retires_at, now() + fresh.grace)
            WHERE t.hash = fresh.replaces AND t.session_id = fresh.session_id;
        END IF;
    END IF;
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

-- A new token to take the place of the one shown. Only the newest unused successor stands; one before it retires, and is
-- good again if it is used meanwhile: two pages of one guest may come back at once.
CREATE OR REPLACE FUNCTION rotate_guest_token(old_hash bytea, new_hash bytea, grace_ms double precision) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    session  uuid;
    patience interval := grace_ms * interval '1 millisecond';
BEGIN
    SELECT s.id INTO session FROM guest_tokens t JOIN guest_sessions s ON s.id = t.session_id
    WHERE t.hash = old_hash AND t.property_id = current_property() AND (t.retires_at IS NULL OR t.retires_at > now())
      AND s.expires_at > now()
    FOR NO KEY UPDATE OF s;
    IF session IS NULL THEN RETURN false; END IF;
    UPDATE guest_tokens SET retires_at = now() + patience
    WHERE session_id = session AND replaces = old_hash AND retires_at IS NULL;
    INSERT INTO guest_tokens (hash, property_id, session_id, replaces, grace)
    VALUES (new_hash, current_property(), session, old_hash, patience);
    DELETE FROM guest_tokens WHERE session_id = session AND retires_at < now();
    -- A page that is loaded over and over must not gather tokens; those on their way out go first, the shown one stays.
    DELETE FROM guest_tokens WHERE hash IN (
        SELECT hash FROM guest_tokens WHERE session_id = session AND hash <> old_hash
        ORDER BY retires_at IS NULL DESC, created_at DESC OFFSET 7);
    RETURN true;
END
$$;
COMMENT ON FUNCTION rotate_guest_token IS 'Gives a session a new token; the old one retires when the new one is used. False when the old one is not good.';
