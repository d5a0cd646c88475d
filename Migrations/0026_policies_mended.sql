-- Policies no node can miss, stays that end with their last day, and people who are called again when a guest waits again.

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

-- The word of a stay is what the front desk last said; the calendar says whether that is still so.
CREATE FUNCTION hotel_date(timezone text) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (now() AT TIME ZONE timezone)::date;
EXCEPTION WHEN invalid_parameter_value THEN
    -- No guest's message is lost for a time zone that nobody knows.
    RETURN (now() AT TIME ZONE 'UTC')::date;
END
$$;
COMMENT ON FUNCTION hotel_date IS 'Which day it is in a time zone.';

CREATE FUNCTION stay_phase(status text, arrival date, departure date, today date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN status = 'in_house' THEN CASE WHEN departure < today THEN 3 WHEN arrival > today THEN 1 ELSE 2 END
        WHEN status = 'booked' AND departure >= today THEN 1
        WHEN status = 'checked_out' THEN 3
    END
$$;
COMMENT ON FUNCTION stay_phase IS 'Where one stay stands on a day: 1 booked, 2 in house, 3 checked out; NULL for one that says nothing. Its last day is the day of departure.';

CREATE OR REPLACE FUNCTION stay_standing(guest uuid) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE WHEN bool_or(f.phase = 2) THEN 2 WHEN bool_or(f.phase = 1) THEN 1 WHEN bool_or(f.phase = 3) THEN 3 END
                     FROM stays s
                     CROSS JOIN LATERAL (SELECT stay_phase(s.status, s.arrival, s.departure,
                         hotel_date((SELECT p.timezone FROM properties p WHERE p.id = s.property_id))) AS phase) AS f
                     WHERE s.guest_id = guest), 0)
$$;
-- As people see their guest, and as claim_turns tells an engine.
CREATE FUNCTION stay_of(guest uuid) RETURNS SETOF stays LANGUAGE sql STABLE AS $$
    SELECT s.* FROM stays s
    CROSS JOIN LATERAL (SELECT stay_phase(s.status, s.arrival, s.departure,
        hotel_date((SELECT p.timezone FROM properties p WHERE p.id = s.property_id))) AS phase) AS f
    WHERE s.guest_id = guest AND f.phase IN (1, 2) ORDER BY f.phase DESC, s.arrival, s.id LIMIT 1
$$;
COMMENT ON FUNCTION stay_of IS 'A guest''s present stay, else the next; no row when there is none.';
REVOKE ALL ON FUNCTION hotel_date(text), stay_phase(text, date, date, date), stay_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hotel_date(text), stay_phase(text, date, date, date), stay_of(uuid) TO concierge_api, concierge_router;

-- As 0023 made it, now with the stay that holds today.
CREATE OR REPLACE FUNCTION claim_turns(claim_limit integer, per_property integer, crowded uuid[], node text, lease_ms double precision, history_limit integer)
RETURNS TABLE (
    turn_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, guest_id uuid,
    endpoint_id uuid, channel text, owner_epoch bigint, state text, current_intent text, message_count bigint,
    created_at timestamptz, last_message_at timestamptz, burst jsonb, history jsonb, guest jsonb, threshold double precision, recent_turns jsonb
)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    claimed uuid[];
BEGIN
    SELECT array_agg(l.id) INTO claimed
    FROM (SELECT d.id
          FROM properties p
          CROSS JOIN LATERAL (
              SELECT c.id, c.turn_due_at FROM conversations c
              WHERE c.property_id = p.id AND c.turn_due_at <= now()
              ORDER BY c.turn_due_at LIMIT per_property FOR NO KEY UPDATE SKIP LOCKED
          ) AS d
          WHERE p.id <> ALL (crowded)
          ORDER BY d.turn_due_at LIMIT claim_limit) AS l;
    IF claimed IS NULL THEN RETURN; END IF;

    -- People took the lane over meanwhile, or it was closed: nothing is thought for them.
    WITH stale AS (
        UPDATE conversations c
        SET open_turn_id = NULL, open_turn_opened_at = NULL, running_turn_id = NULL, turn_due_at = NULL
        WHERE c.id = ANY (claimed) AND (c.state <> 'active' OR coalesce(c.running_turn_id, c.open_turn_id) IS NULL)
        RETURNING c.id
    )
    UPDATE turns t SET state = 'discarded', finished_at = now(), outcome = 'not_active'
    FROM stale s WHERE t.conversation_id = s.id AND t.state IN ('accumulating', 'running');

    RETURN QUERY
    WITH leased AS (
        UPDATE turns t
        SET state = 'running', lease_token = gen_random_uuid(), lease_node = node, attempts = t.attempts + 1,
            started_at = coalesce(t.started_at, now()),
            owner_epoch = CASE WHEN t.state = 'running' THEN t.owner_epoch ELSE c.owner_epoch END,
            gathered_by = coalesce(t.gathered_by, c.gathering)
        FROM conversations c
        WHERE c.id = ANY (claimed) AND c.state = 'active' AND t.id = coalesce(c.running_turn_id, c.open_turn_id)
        RETURNING t.id, t.lease_token, t.attempts, t.owner_epoch, t.conversation_id, t.group_id
    ), lane AS (
        UPDATE conversations c
        SET running_turn_id = l.id,
            open_turn_id = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_id END,
            open_turn_opened_at = CASE WHEN c.running_turn_id IS NULL THEN NULL ELSE c.open_turn_opened_at END,
            turn_chain = CASE WHEN l.group_id IS NULL THEN 0 ELSE c.turn_chain END,
            turn_due_at = now() + lease_ms * interval '1 millisecond'
        FROM leased l WHERE c.id = l.conversation_id
        RETURNING c.*
    ), reclaimed AS (
        INSERT INTO turn_events (property_id, turn_id, kind, node, detail)
        SELECT c.property_id, l.id, 'reclaimed', node, jsonb_build_object('attempt', l.attempts)
        FROM leased l JOIN lane c ON c.id = l.conversation_id WHERE l.attempts > 1
    )
    SELECT l.id, l.lease_token, l.attempts, c.property_id, c.id, c.guest_id, c.endpoint_id, e.channel, l.owner_epoch,
           c.state, c.current_intent, c.message_seq, c.created_at, c.last_message_at,
           (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'kind', m.kind, 'text', m.body, 'createdAt', m.created_at) ORDER BY m.seq)
            -- With what the turns were asked that it supersedes.
            FROM messages m
            WHERE m.author = 'guest'
              AND m.turn_id IN (SELECT l.id UNION ALL
                                SELECT s.id FROM turns s WHERE s.group_id = l.group_id AND s.state = 'superseded')),
           (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'seq', h.seq, 'author', h.author, 'text', h.body, 'createdAt', h.created_at) ORDER BY h.seq)
            -- What gathers behind a turn taken up again is the next turn's to answer.
            FROM (SELECT m.* FROM messages m
                  WHERE m.conversation_id = c.id AND (c.open_turn_id IS NULL OR m.turn_id IS DISTINCT FROM c.open_turn_id)
                  ORDER BY m.seq DESC LIMIT history_limit) AS h),
           jsonb_build_object('id', g.id, 'name', g.display_name, 'language', g.language, 'vip', g.vip, 'profile', g.profile,
               'room', s.room, 'arrival', s.arrival, 'departure', s.departure, 'stayStatus', CASE s.phase WHEN 2 THEN 'in_house' WHEN 1 THEN 'booked' END),
           number_setting(p.settings, 'escalationThreshold'),
           -- What the AI did here since it last got the lane, the newest first.
           (SELECT coalesce(jsonb_agg(jsonb_build_object('intent', r.intent, 'confidence', r.confidence, 'outcome', r.outcome, 'text',
                       (SELECT string_agg(m.body, E'\n' ORDER BY m.seq) FROM messages m WHERE m.author = 'guest' AND m.turn_id IN (
                            SELECT r.id UNION ALL SELECT s.id FROM turns s WHERE s.group_id = r.group_id AND s.state = 'superseded')))
                       ORDER BY r.opened_at DESC), '[]')
            FROM (SELECT x.* FROM turns x
                  WHERE x.conversation_id = c.id AND x.owner_epoch = l.owner_epoch AND x.state IN ('done', 'failed')
                  ORDER BY x.opened_at DESC LIMIT 8) AS r)
    FROM leased l
    JOIN lane c ON c.id = l.conversation_id
    JOIN endpoints e ON e.id = c.endpoint_id
    JOIN properties p ON p.id = c.property_id
    JOIN guests g ON g.id = c.guest_id
    LEFT JOIN LATERAL (
        SELECT x.room, x.arrival, x.departure, f.phase
        FROM stays x CROSS JOIN LATERAL (SELECT stay_phase(x.status, x.arrival, x.departure, hotel_date(p.timezone)) AS phase) AS f
        WHERE x.guest_id = c.guest_id AND f.phase IN (1, 2)
        ORDER BY f.phase DESC, x.arrival LIMIT 1
    ) s ON true;
END
$$;

-- As 0025 made it, now for VIPs as the hotel wants them called, and bounded however pressing the conversation was made.
CREATE OR REPLACE FUNCTION answer_by_rule(conversation uuid, call jsonb, routes jsonb, reason text, decision text) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    lane   conversations;
    said   jsonb;
    words  jsonb;
    change jsonb;
    called jsonb := call;
BEGIN
    -- Whether the guest is a VIP was not known when the message was read.
    IF call ? 'vip' AND (SELECT g.vip FROM conversations c JOIN guests g ON g.id = c.guest_id WHERE c.id = conversation) THEN
        called := (call - '{department,parts}'::text[]) || (call -> 'vip');
    END IF;
    -- A rule says the same wherever the lane stands; which one held is in the reason.
    said := coalesce(called, (SELECT o.value FROM jsonb_array_elements(routes) AS o
                            WHERE 'rule:' || (o.value ->> 'rule') || '@' || (o.value ->> 'version') = reason LIMIT 1));
    SELECT jsonb_agg(jsonb_build_object('messageId', uuid_v7(), 'deliveryId', uuid_v7(), 'author', 'system', 'body', p.body) ORDER BY p.place)
    INTO words
    FROM jsonb_array_elements_text(coalesce(said -> 'parts', jsonb_build_array(coalesce(said ->> 'notice', said ->> 'text'))))
         WITH ORDINALITY AS p (body, place);
    IF decision = 'routed_rule' THEN
        PERFORM apply_change(conversation, jsonb_build_object('words', words));
        RETURN;
    END IF;
    SELECT * INTO STRICT lane FROM conversations c WHERE c.id = conversation;
    change := jsonb_strip_nulls(jsonb_build_object('words', words, 'raisesVersion', true, 'priority', coalesce(said ->> 'priority', 'normal'),
        'departmentId', (SELECT d.id FROM departments d WHERE d.property_id = lane.property_id AND d.code = said ->> 'department')));
    IF lane.state = 'active' THEN
        PERFORM apply_change(conversation, change || jsonb_build_object('to', 'escalated', 'trigger', 'escalate', 'actor', 'system',
            'reason', coalesce(called ->> 'reason', 'rule'), 'escalationReason', coalesce(called ->> 'reason', 'rule'),
            'raisesOwnerEpoch', true, 'silencesAI', true));
    ELSIF called ->> 'reason' = 'emergency' THEN
        -- Told already: whoever cries out again and again is heard once a minute, and nobody is buried in alarms.
        IF EXISTS (
            SELECT FROM notifications n WHERE n.property_id = lane.property_id AND n.created_at > now() - interval '1 minute'
              AND n.conversation_id = conversation AND n.kind = 'escalation'
              -- Of this very danger: another one is news.
              AND n.detail ->> 'reason' = 'emergency' AND n.detail ->> 'intent' IS NOT DISTINCT FROM called ->> 'intent') THEN
            RETURN;
        END IF;
        -- Danger never makes a conversation less pressing than it was.
        IF priority_rank(lane.priority) > priority_rank(change ->> 'priority') THEN
            change := change || jsonb_build_object('priority', lane.priority);
        END IF;
        -- People have it already: they learn that it is pressing now, and the guest what to do until they come.
        PERFORM apply_change(conversation, change || jsonb_build_object('escalationReason', 'emergency'));
        -- Whoever had answered something else is called again.
        UPDATE conversations c SET alert_step = 0, alert_ladder = c.priority, alert_since = clock_timestamp(), alert_due_at = now()
        WHERE c.id = conversation;
    ELSE
        RETURN;
    END IF;
    IF called ? 'intent' THEN
        UPDATE conversations c SET current_intent = called ->> 'intent' WHERE c.id = conversation;
    END IF;
    INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
    VALUES (lane.property_id, 'escalation', escalation_severity(change ->> 'priority'), conversation,
            jsonb_strip_nulls(jsonb_build_object('reason', coalesce(called ->> 'reason', 'rule'), 'priority', change ->> 'priority',
                'department', said ->> 'department', 'intent', called ->> 'intent', 'rule', said ->> 'rule')));
END
$$;

-- As 0025 made it, now beginning anew when a guest writes and nobody has the conversation.
CREATE OR REPLACE FUNCTION keep_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_answered boolean := NEW.last_author = 'staff' AND NEW.message_seq > OLD.message_seq;
BEGIN
    IF NEW.state <> 'escalated' THEN
        NEW.alert_due_at := NULL;
    ELSIF NEW.alert_step <> OLD.alert_step THEN
        -- The ladder's own step.
        NULL;
    ELSIF OLD.state <> 'escalated' OR (NEW.assigned_staff_id IS NULL AND OLD.assigned_staff_id IS NOT NULL)
        OR NEW.department_id IS DISTINCT FROM OLD.department_id
        OR priority_rank(NEW.priority) > priority_rank(OLD.priority) THEN
        NEW.alert_step := 0;
        NEW.alert_ladder := NEW.priority;
        NEW.alert_since := clock_timestamp();
        -- Danger calls whoever has it again; anything else is theirs to see to.
        NEW.alert_due_at := CASE WHEN NOT is_answered
            AND (NEW.assigned_staff_id IS NULL OR (NEW.assigned_staff_id IS NOT DISTINCT FROM OLD.assigned_staff_id AND NEW.priority = 'urgent' AND OLD.priority <> 'urgent'))
            THEN NEW.alert_since END;
    ELSIF is_answered OR NEW.assigned_staff_id IS DISTINCT FROM OLD.assigned_staff_id THEN
        NEW.alert_due_at := NULL;
    ELSIF NEW.last_author = 'guest' AND NEW.message_seq > OLD.message_seq AND NEW.assigned_staff_id IS NULL
        AND OLD.alert_due_at IS NULL AND NEW.alert_due_at IS NULL THEN
        -- Somebody heard the call and nobody took the conversation: whoever writes again waits again, from now on.
        NEW.alert_step := 0;
        NEW.alert_ladder := NEW.priority;
        NEW.alert_since := clock_timestamp();
        NEW.alert_due_at := NEW.alert_since;
    END IF;
    RETURN NEW;
END
$$;
