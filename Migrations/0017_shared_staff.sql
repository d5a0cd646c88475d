-- Whose password is whose, and what keeps strangers from trying.

-- As 0010 made it, but for an e-mail address that is known elsewhere. Whoever made the account chose its password: a
-- hotel that trusted it with a role would trust the other hotel's admin. That is the operator's to decide.
CREATE OR REPLACE FUNCTION add_staff(new_email text, new_name text, new_role text, new_department uuid, new_password text, who text)
RETURNS TABLE (outcome text, staff_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hotel uuid := current_property();
    person uuid;
BEGIN
    IF hotel IS NULL THEN RETURN QUERY SELECT 'not_found', NULL::uuid; RETURN; END IF;
    IF new_department IS NOT NULL
        AND NOT EXISTS (SELECT FROM departments d WHERE d.id = new_department AND d.property_id = hotel) THEN
        RETURN QUERY SELECT 'no_department', NULL::uuid;
        RETURN;
    END IF;
    INSERT INTO staff (email, name, password_hash) VALUES (new_email, new_name, new_password)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO person;
    IF NOT FOUND THEN
        RETURN QUERY SELECT CASE WHEN EXISTS (SELECT FROM staff s JOIN staff_roles r ON r.staff_id = s.id
                                              WHERE s.email = new_email AND r.property_id = hotel)
                                 THEN 'exists' ELSE 'works_elsewhere' END, NULL::uuid;
        RETURN;
    END IF;
    INSERT INTO staff_roles (property_id, staff_id, role, department_id) VALUES (hotel, person, new_role, new_department);
    INSERT INTO audit (property_id, actor, action, subject, detail)
    VALUES (hotel, who, 'staff.added', 'staff:' || person, jsonb_build_object('role', new_role));
    RETURN QUERY SELECT 'done', person;
END
$$;
COMMENT ON FUNCTION add_staff(text, text, text, uuid, text, text) IS 'Makes a person with a role at the current hotel. Somebody whose e-mail address is known already is the operator''s to share: share_staff.';

-- What the operator does about people, whatever hotels they work at.
CREATE FUNCTION set_staff_password(staff_email text, new_password text, who text) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    person uuid;
    session uuid;
BEGIN
    UPDATE staff s SET password_hash = new_password WHERE s.email = staff_email RETURNING s.id INTO person;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO audit (property_id, actor, action, subject, detail)
    SELECT r.property_id, who, 'staff.changed', 'staff:' || person, jsonb_build_object('password', 'changed')
    FROM staff_roles r WHERE r.staff_id = person;
    FOR session IN SELECT s.id FROM sessions s WHERE s.staff_id = person AND s.ended_at IS NULL ORDER BY s.id LOOP
        PERFORM end_session(session, 'password_changed', who);
    END LOOP;
    RETURN true;
END
$$;
COMMENT ON FUNCTION set_staff_password(text, text, text) IS 'Sets a person''s password and ends every session of theirs, at whatever hotel; false when there is nobody of that e-mail address.';

CREATE FUNCTION share_staff(hotel uuid, staff_email text, new_role text, new_password text, who text) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    person uuid;
BEGIN
    SELECT s.id INTO person FROM staff s WHERE s.email = staff_email FOR UPDATE;
    IF NOT FOUND THEN RETURN 'not_found'; END IF;
    INSERT INTO staff_roles (property_id, staff_id, role) VALUES (hotel, person, new_role) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN 'exists'; END IF;
    INSERT INTO audit (property_id, actor, action, subject, detail)
    VALUES (hotel, who, 'staff.added', 'staff:' || person, jsonb_build_object('role', new_role));
    IF new_password IS NOT NULL THEN PERFORM set_staff_password(staff_email, new_password, who); END IF;
    RETURN 'done';
END
$$;
COMMENT ON FUNCTION share_staff(uuid, text, text, text, text) IS 'Gives somebody who works elsewhere a role at one more hotel, and a new password with it; NULL leaves the one they have.';

-- Sign-in. Whoever fails is held by where they come from, so that nobody can lock somebody else out from another
-- address; the brake on the account as a whole is for guesses from many addresses.
DROP FUNCTION begin_sign_in(text, text);
CREATE FUNCTION begin_sign_in(pair text, address text, account text) RETURNS double precision
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    subjects text[] := ARRAY[pair, address, account];
    wait double precision;
BEGIN
    INSERT INTO login_failures (subject) SELECT s FROM unnest(subjects) AS s ORDER BY s ON CONFLICT DO NOTHING;
    PERFORM FROM login_failures WHERE subject = ANY (subjects) ORDER BY subject FOR UPDATE;
    -- Having waited for the rows, the time is no longer the transaction's.
    SELECT extract(epoch FROM max(locked_until) - clock_timestamp()) * 1000 INTO wait
    FROM login_failures WHERE subject = ANY (subjects);
    IF wait > 0 THEN RETURN wait; END IF;
    UPDATE login_failures f SET
        failures = n.count,
        last_at = clock_timestamp(),
        locked_until = CASE WHEN n.count >= n.free
            THEN clock_timestamp() + least(n.cap, 2 ^ least(n.count - n.free, 20)) * interval '1 second' END
    FROM (
        SELECT l.subject,
               CASE WHEN l.last_at < clock_timestamp() - interval '1 hour' THEN 1 ELSE l.failures + 1 END AS count,
               CASE l.subject WHEN pair THEN 5 WHEN address THEN 30 ELSE 500 END AS free,
               CASE l.subject WHEN pair THEN 300 WHEN address THEN 900 ELSE 60 END AS cap
        FROM login_failures l WHERE l.subject = ANY (subjects)
    ) n
    WHERE f.subject = n.subject;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION begin_sign_in(text, text, text) IS 'Counts an attempt and returns 0, or returns how many milliseconds to wait. Free within the hour are five attempts at an account from one address, thirty from an address and five hundred at an account; then the wait doubles from one second, to five minutes, a quarter of an hour and one minute.';

REVOKE ALL ON FUNCTION set_staff_password(text, text, text), share_staff(uuid, text, text, text, text),
    begin_sign_in(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION set_staff_password(text, text, text), share_staff(uuid, text, text, text, text),
    begin_sign_in(text, text, text) TO concierge_router;
COMMENT ON TABLE login_failures IS 'Sign-ins that came to nothing, by sha256 of the account, by sha256 of account and network address, and by address; for all nodes together.';
