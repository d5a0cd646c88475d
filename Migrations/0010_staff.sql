-- Who works at a hotel, who is signed in, which services hold keys, and what was taken back.
--
-- Lock order among these tables: staff, staff_roles by staff_id, sessions, then tokens and the rest.

CREATE TABLE staff (
    id            uuid PRIMARY KEY DEFAULT uuid_v7(),
    email         text NOT NULL UNIQUE CHECK (email = lower(email) AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 320),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    password_hash text CHECK (password_hash LIKE '$scrypt$%' AND length(password_hash) <= 300),
    created_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE staff IS 'A person who works at one hotel or several; what the person is there is in staff_roles.';
COMMENT ON COLUMN staff.password_hash IS 'scrypt with its parameters; NULL cannot sign in. Nobody but the sign-in reads it.';

CREATE TABLE staff_roles (
    property_id   uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    staff_id      uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    role          text NOT NULL CHECK (role IN ('viewer', 'agent', 'manager', 'admin')),
    department_id uuid REFERENCES departments ON DELETE SET NULL,
    disabled_at   timestamptz,
    version       integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (property_id, staff_id)
);
CREATE INDEX staff_roles_staff ON staff_roles (staff_id);
COMMENT ON TABLE staff_roles IS 'What a person is at one hotel. Disabling ends it here and nowhere else: one hotel''s admin has no word at another''s.';
COMMENT ON COLUMN staff_roles.version IS 'Rises with every change; the ETag.';

CREATE TABLE sessions (
    id              uuid PRIMARY KEY,
    property_id     uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    staff_id        uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    generation      integer NOT NULL DEFAULT 1,
    user_agent      text CHECK (length(user_agent) <= 400),
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_renewed_at timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    end_reason      text CHECK (end_reason IN ('signed_out', 'revoked', 'disabled', 'password_changed', 'reuse_detected')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX sessions_staff ON sessions (staff_id, property_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_age ON sessions (expires_at);
COMMENT ON TABLE sessions IS 'Somebody of the staff signed in at one hotel, from sign-in to the end.';
COMMENT ON COLUMN sessions.generation IS 'Rises when the role changes; access tokens of an older generation are refused.';

CREATE TABLE refresh_tokens (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    session_id  uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at   timestamptz NOT NULL DEFAULT now(),
    used_at     timestamptz,
    replaced_by bytea,
    retried     boolean NOT NULL DEFAULT false,
    CHECK ((used_at IS NULL) = (replaced_by IS NULL))
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
-- A family never has two live ends.
CREATE UNIQUE INDEX refresh_tokens_live ON refresh_tokens (session_id) WHERE used_at IS NULL;
COMMENT ON TABLE refresh_tokens IS 'The tokens of a session, each good for one renewal: sha256 of 256 random bits.';
COMMENT ON COLUMN refresh_tokens.retried IS 'Was accepted a second time, because its answer may have been lost.';

CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    property_id  uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    permissions  text[] NOT NULL CHECK (cardinality(permissions) > 0),
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    revoked_at   timestamptz,
    last_used_at timestamptz
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (property_id, name) WHERE revoked_at IS NULL;
COMMENT ON TABLE api_keys IS 'Keys of services. The secret half is stored as sha256 of 256 random bits and is shown once.';
COMMENT ON COLUMN api_keys.last_used_at IS 'To the minute.';

CREATE TABLE realtime_tickets (
    hash        bytea PRIMARY KEY CHECK (length(hash) = 32),
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    session_id  uuid REFERENCES sessions ON DELETE CASCADE,
    api_key_id  uuid REFERENCES api_keys ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    CHECK ((session_id IS NULL) <> (api_key_id IS NULL))
);
CREATE INDEX realtime_tickets_age ON realtime_tickets (expires_at);
COMMENT ON TABLE realtime_tickets IS 'One-time tickets to open a socket with, so that no lasting token stands in an address.';

CREATE TABLE revocations (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property_id      uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    session_id       uuid,
    api_key_id       uuid,
    below_generation integer,
    reason           text NOT NULL,
    at               timestamptz NOT NULL DEFAULT now(),
    CHECK ((session_id IS NULL) <> (api_key_id IS NULL))
);
CREATE INDEX revocations_at ON revocations (at);
COMMENT ON TABLE revocations IS 'What was taken back before its time, for as long as a token of it may live. Every node reads all of it twice a second.';
COMMENT ON COLUMN revocations.below_generation IS 'Tokens of older generations are refused; NULL refuses all.';

CREATE TABLE signing_keys (
    id          uuid PRIMARY KEY,
    public_key  bytea NOT NULL CHECK (length(public_key) = 32),
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    retires_at  timestamptz NOT NULL
);
COMMENT ON TABLE signing_keys IS 'Ed25519 keys of access tokens, shared by all nodes; the id is the kid. Signs until retires_at, verifies for a day more.';
COMMENT ON COLUMN signing_keys.private_key IS 'Sealed with secrets.key. A key that does not open is not believed, so whoever can write here alone forges nothing.';

CREATE TABLE login_failures (
    subject      text PRIMARY KEY CHECK (length(subject) BETWEEN 1 AND 100),
    failures     integer NOT NULL DEFAULT 0,
    last_at      timestamptz NOT NULL DEFAULT now(),
    locked_until timestamptz
);
CREATE INDEX login_failures_age ON login_failures (last_at);
COMMENT ON TABLE login_failures IS 'Sign-ins that came to nothing, by sha256 of the account and by network address; for all nodes together.';

SELECT protect_table(name) FROM unnest(ARRAY[
    'staff_roles', 'sessions', 'refresh_tokens', 'api_keys', 'realtime_tickets', 'revocations']) AS name;

-- Three tables are of no one hotel. People see of the staff whoever has a role at their hotel, and of the others nothing.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['staff', 'signing_keys', 'login_failures'] LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO concierge_router', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %I TO %I USING (true) WITH CHECK (true)', name, current_user);
    END LOOP;
END
$$;
CREATE POLICY own_property ON staff TO concierge_api
    USING (EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = staff.id AND r.property_id = current_property()))
    WITH CHECK (false);
CREATE POLICY own_property ON signing_keys TO concierge_api USING (false) WITH CHECK (false);
CREATE POLICY own_property ON login_failures TO concierge_api USING (false) WITH CHECK (false);
GRANT SELECT (id, email, name, created_at) ON staff TO concierge_api;
GRANT SELECT ON staff_roles TO concierge_api;
GRANT SELECT (id, property_id, name, permissions, created_by, created_at, revoked_at, last_used_at) ON api_keys TO concierge_api;

-- Sign-in. An attempt is counted before the password is looked at, so that a hundred at once are a hundred and not one.
CREATE FUNCTION begin_sign_in(account text, address text) RETURNS double precision
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wait double precision;
BEGIN
    INSERT INTO login_failures (subject) SELECT s FROM unnest(ARRAY[account, address]) AS s ORDER BY s
    ON CONFLICT DO NOTHING;
    PERFORM FROM login_failures WHERE subject IN (account, address) ORDER BY subject FOR UPDATE;
    -- Having waited for the rows, the time is no longer the transaction's.
    SELECT extract(epoch FROM max(locked_until) - clock_timestamp()) * 1000 INTO wait
    FROM login_failures WHERE subject IN (account, address);
    IF wait > 0 THEN RETURN wait; END IF;
    UPDATE login_failures f SET
        failures = n.count,
        last_at = clock_timestamp(),
        locked_until = CASE WHEN n.count >= n.free
            THEN clock_timestamp() + least(n.cap, 2 ^ least(n.count - n.free, 20)) * interval '1 second' END
    FROM (
        SELECT l.subject,
               CASE WHEN l.last_at < clock_timestamp() - interval '1 hour' THEN 1 ELSE l.failures + 1 END AS count,
               CASE WHEN l.subject = account THEN 5 ELSE 30 END AS free,
               CASE WHEN l.subject = account THEN 300 ELSE 900 END AS cap
        FROM login_failures l WHERE l.subject IN (account, address)
    ) n
    WHERE f.subject = n.subject;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION begin_sign_in(text, text) IS 'Counts an attempt and returns 0, or returns how many milliseconds to wait. Five attempts at an account and thirty from an address are free within the hour; then the wait doubles from one second, to five minutes and to a quarter of an hour.';

-- One renewal of a session. Everything that can be wrong is an outcome and not an error: what it finds out must commit.
CREATE FUNCTION renew_session(token bytea, successor bytea, ttl_ms double precision)
RETURNS TABLE (outcome text, session_id uuid)
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    s sessions;
    t refresh_tokens;
    may_work boolean;
BEGIN
    SELECT x.* INTO s FROM sessions x JOIN refresh_tokens y ON y.session_id = x.id WHERE y.hash = token FOR UPDATE OF x;
    IF NOT FOUND THEN RETURN QUERY SELECT 'unknown', NULL::uuid; RETURN; END IF;
    IF s.ended_at IS NOT NULL THEN RETURN QUERY SELECT 'ended', s.id; RETURN; END IF;
    -- Read again under the session's lock: another renewal may have been waited for.
    SELECT x.* INTO t FROM refresh_tokens x WHERE x.hash = token;
    IF t.used_at IS NOT NULL AND (t.retried OR t.used_at < clock_timestamp() - interval '10 seconds'
        OR NOT EXISTS (SELECT FROM refresh_tokens x WHERE x.hash = t.replaced_by AND x.used_at IS NULL)) THEN
        PERFORM end_session(s.id, 'reuse_detected', 'system');
        INSERT INTO notifications (property_id, kind, severity, detail)
        VALUES (s.property_id, 'session.reused', 'warning', jsonb_build_object('sessionId', s.id, 'staffId', s.staff_id));
        RETURN QUERY SELECT 'reused', s.id;
        RETURN;
    END IF;
    IF s.expires_at <= clock_timestamp() THEN RETURN QUERY SELECT 'expired', s.id; RETURN; END IF;
    SELECT r.disabled_at IS NULL INTO may_work FROM staff_roles r WHERE r.staff_id = s.staff_id AND r.property_id = s.property_id;
    IF may_work IS NOT TRUE THEN RETURN QUERY SELECT 'ended', s.id; RETURN; END IF;
    IF t.used_at IS NULL THEN
        UPDATE refresh_tokens x SET used_at = clock_timestamp(), replaced_by = successor WHERE x.hash = token;
    ELSE
        -- An answer that may have been lost: the unused successor is set aside for another, once.
        UPDATE refresh_tokens x SET used_at = clock_timestamp(), replaced_by = successor WHERE x.hash = t.replaced_by;
        UPDATE refresh_tokens x SET retried = true, replaced_by = successor WHERE x.hash = token;
    END IF;
    INSERT INTO refresh_tokens (hash, property_id, session_id) VALUES (successor, s.property_id, s.id);
    UPDATE sessions x SET last_renewed_at = now(), expires_at = now() + ttl_ms * interval '1 millisecond' WHERE x.id = s.id;
    RETURN QUERY SELECT 'renewed', s.id;
END
$$;
COMMENT ON FUNCTION renew_session(bytea, bytea, double precision) IS 'Uses a refresh token up and puts its successor in its place; a token used up before ends the session, unless within ten seconds its successor was never used, once.';

CREATE FUNCTION end_session(session uuid, why text, who text) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    ended sessions;
BEGIN
    UPDATE sessions s SET ended_at = now(), end_reason = why WHERE s.id = session AND s.ended_at IS NULL RETURNING s.* INTO ended;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO revocations (property_id, session_id, reason) VALUES (ended.property_id, session, why);
    INSERT INTO audit (property_id, actor, action, subject, detail)
    VALUES (ended.property_id, who, 'session.ended', 'staff:' || ended.staff_id, jsonb_build_object('sessionId', session, 'reason', why));
    RETURN true;
END
$$;
COMMENT ON FUNCTION end_session(uuid, text, text) IS 'Ends a session and tells every node; false when it had ended before.';

-- What an admin does about people, all of it at the current hotel.
CREATE FUNCTION end_staff_sessions(person uuid, why text, who text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ended integer := 0;
    session uuid;
BEGIN
    FOR session IN SELECT s.id FROM sessions s
        WHERE s.staff_id = person AND s.property_id = current_property() AND s.ended_at IS NULL ORDER BY s.id
    LOOP
        IF end_session(session, why, who) THEN ended := ended + 1; END IF;
    END LOOP;
    RETURN ended;
END
$$;
COMMENT ON FUNCTION end_staff_sessions(uuid, text, text) IS 'Ends every session of a person at the current hotel; returns how many.';

CREATE FUNCTION add_staff(new_email text, new_name text, new_role text, new_department uuid, new_password text, who text)
RETURNS TABLE (outcome text, staff_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hotel uuid := current_property();
    person uuid;
    is_new boolean;
BEGIN
    IF hotel IS NULL THEN RETURN QUERY SELECT 'not_found', NULL::uuid; RETURN; END IF;
    IF new_department IS NOT NULL
        AND NOT EXISTS (SELECT FROM departments d WHERE d.id = new_department AND d.property_id = hotel) THEN
        RETURN QUERY SELECT 'no_department', NULL::uuid;
        RETURN;
    END IF;
    INSERT INTO staff (email, name, password_hash) VALUES (new_email, new_name, new_password)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO person;
    is_new := FOUND;
    IF NOT is_new THEN SELECT s.id INTO person FROM staff s WHERE s.email = new_email FOR UPDATE; END IF;
    IF EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = person AND r.property_id = hotel) THEN
        RETURN QUERY SELECT 'exists', person;
        RETURN;
    END IF;
    -- Somebody else's account: it gets a role here, and nothing about it changes.
    IF NOT is_new AND new_password IS NOT NULL THEN RETURN QUERY SELECT 'works_elsewhere', NULL::uuid; RETURN; END IF;
    INSERT INTO staff_roles (property_id, staff_id, role, department_id) VALUES (hotel, person, new_role, new_department);
    INSERT INTO audit (property_id, actor, action, subject, detail)
    VALUES (hotel, who, 'staff.added', 'staff:' || person, jsonb_build_object('role', new_role));
    RETURN QUERY SELECT 'done', person;
END
$$;
COMMENT ON FUNCTION add_staff(text, text, text, uuid, text, text) IS 'Gives a person a role at the current hotel, making the person when there is none of that e-mail address.';

-- NULL leaves a part as it is.
CREATE FUNCTION change_staff(person uuid, expected_version integer, new_name text, new_role text, new_disabled boolean,
    has_department boolean, new_department uuid, new_password text, who text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hotel uuid := current_property();
    own staff_roles;
    is_disabled boolean;
BEGIN
    PERFORM FROM staff s WHERE s.id = person
        AND EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = person AND r.property_id = hotel) FOR UPDATE OF s;
    IF NOT FOUND THEN RETURN 'not_found'; END IF;
    -- Two admins who remove each other meet here.
    PERFORM FROM staff_roles r WHERE r.property_id = hotel AND (r.staff_id = person OR r.role = 'admin')
        ORDER BY r.staff_id FOR UPDATE;
    SELECT r.* INTO own FROM staff_roles r WHERE r.property_id = hotel AND r.staff_id = person;
    IF expected_version <> own.version THEN RETURN 'version'; END IF;
    IF new_department IS NOT NULL
        AND NOT EXISTS (SELECT FROM departments d WHERE d.id = new_department AND d.property_id = hotel) THEN
        RETURN 'no_department';
    END IF;
    IF (new_name IS NOT NULL OR new_password IS NOT NULL)
        AND EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = person AND r.property_id <> hotel) THEN
        RETURN 'works_elsewhere';
    END IF;
    is_disabled := coalesce(new_disabled, own.disabled_at IS NOT NULL);
    IF own.role = 'admin' AND own.disabled_at IS NULL AND (is_disabled OR coalesce(new_role, 'admin') <> 'admin')
        AND NOT EXISTS (SELECT FROM staff_roles r WHERE r.property_id = hotel AND r.staff_id <> person
                        AND r.role = 'admin' AND r.disabled_at IS NULL) THEN
        RETURN 'last_admin';
    END IF;
    UPDATE staff s SET name = coalesce(new_name, s.name), password_hash = coalesce(new_password, s.password_hash)
    WHERE s.id = person AND (new_name IS NOT NULL OR new_password IS NOT NULL);
    UPDATE staff_roles r SET
        role = coalesce(new_role, r.role),
        department_id = CASE WHEN has_department THEN new_department ELSE r.department_id END,
        disabled_at = CASE WHEN is_disabled THEN coalesce(r.disabled_at, now()) END,
        version = r.version + 1
    WHERE r.property_id = hotel AND r.staff_id = person;
    INSERT INTO audit (property_id, actor, action, subject, detail)
    VALUES (hotel, who, 'staff.changed', 'staff:' || person, jsonb_strip_nulls(jsonb_build_object(
        'name', new_name, 'role', new_role, 'disabled', new_disabled, 'departmentId', new_department,
        'password', CASE WHEN new_password IS NOT NULL THEN 'changed' END)));
    IF is_disabled THEN
        PERFORM end_staff_sessions(person, 'disabled', who);
    ELSIF new_password IS NOT NULL THEN
        PERFORM end_staff_sessions(person, 'password_changed', who);
    ELSIF new_role <> own.role THEN
        WITH bumped AS (
            UPDATE sessions s SET generation = s.generation + 1
            WHERE s.staff_id = person AND s.property_id = hotel AND s.ended_at IS NULL AND s.expires_at > now()
            RETURNING s.id, s.generation
        )
        INSERT INTO revocations (property_id, session_id, below_generation, reason)
        SELECT hotel, b.id, b.generation, 'role_changed' FROM bumped b;
    END IF;
    RETURN 'done';
END
$$;
COMMENT ON FUNCTION change_staff(uuid, integer, text, text, boolean, boolean, uuid, text, text) IS 'Changes a person at the current hotel and takes back what no longer holds, in one commit. Name and password of somebody who also works elsewhere are not one hotel''s to change.';

REVOKE ALL ON FUNCTION begin_sign_in(text, text), renew_session(bytea, bytea, double precision),
    end_session(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_sign_in(text, text), renew_session(bytea, bytea, double precision),
    end_session(uuid, text, text) TO concierge_router;
SELECT offer_to_people('end_staff_sessions(uuid, text, text)');
SELECT offer_to_people('add_staff(text, text, text, uuid, text, text)');
SELECT offer_to_people('change_staff(uuid, integer, text, text, boolean, boolean, uuid, text, text)');
