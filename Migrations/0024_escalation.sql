-- People who are called and do not come are called again, louder each time; guests who wait too long for the AI are given to
-- people.

-- A ladder begins when a conversation goes to people, and again whenever it is nobody's: it was given to another
-- department, taken off its assignee, or became urgent while people had it. It ends with whoever takes it, answers,
-- notes something or acknowledges the call. What each rung does is the hotel's policy, which the program reads.
ALTER TABLE conversations
    ADD COLUMN alert_step integer NOT NULL DEFAULT 0,
    ADD COLUMN alert_ladder text,
    ADD COLUMN alert_since timestamptz,
    ADD COLUMN alert_due_at timestamptz;
COMMENT ON COLUMN conversations.alert_step IS 'How many rungs of its ladder of calls it has climbed.';
COMMENT ON COLUMN conversations.alert_ladder IS 'The priority whose ladder it climbs: the one it had when the ladder began.';
COMMENT ON COLUMN conversations.alert_since IS 'When people were called, by which the rungs are reckoned.';
COMMENT ON COLUMN conversations.alert_due_at IS 'When the next rung is to be looked at; NULL when nobody need be called.';
CREATE INDEX conversations_alert_due ON conversations (alert_due_at) WHERE alert_due_at IS NOT NULL;
CREATE INDEX conversations_danger_due ON conversations (property_id, delivery_due_at)
    WHERE delivery_due_at IS NOT NULL AND priority = 'urgent' AND escalation_reason = 'emergency';

CREATE FUNCTION priority_rank(priority text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position('{low,normal,high,urgent}'::text[], priority)
$$;
COMMENT ON FUNCTION priority_rank IS 'How pressing a conversation''s priority is, from 1.';

-- A ladder begins when its lane is held, and a call is made after that: the start of a transaction says nothing of
-- either, for it may have waited for the lane while others called and were heard.
ALTER TABLE notifications ALTER COLUMN created_at SET DEFAULT clock_timestamp();

CREATE FUNCTION keep_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
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
COMMENT ON FUNCTION keep_alerts IS 'Begins and ends the ladder of calls as a conversation''s owner changes.';
REVOKE ALL ON FUNCTION keep_alerts(), priority_rank(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION priority_rank(text) TO concierge_api, concierge_router;
CREATE TRIGGER conversations_alerts BEFORE UPDATE OF state, assigned_staff_id, department_id, priority, last_author ON conversations
    FOR EACH ROW WHEN (NEW.state = 'escalated' OR OLD.state = 'escalated') EXECUTE FUNCTION keep_alerts();

CREATE FUNCTION end_alerts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE conversations c SET alert_due_at = NULL WHERE c.id = NEW.conversation_id AND c.alert_due_at IS NOT NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION end_alerts IS 'Whoever notes something about a conversation has seen it: nobody need be called.';
REVOKE ALL ON FUNCTION end_alerts() FROM PUBLIC;
CREATE TRIGGER notes_seen AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION end_alerts();

CREATE FUNCTION due_alerts(alert_limit integer) RETURNS TABLE (
    conversation_id uuid, property_id uuid, step integer, ladder text, priority text, department text, intent text, reason text,
    vip boolean, age_ms double precision
)
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT c.id, c.property_id, c.alert_step, c.alert_ladder, c.priority, d.code, c.current_intent, c.escalation_reason, g.vip,
           extract(epoch FROM now() - c.alert_since)::double precision * 1000
    FROM conversations c JOIN guests g ON g.id = c.guest_id LEFT JOIN departments d ON d.id = c.department_id
    WHERE c.alert_due_at <= now() ORDER BY c.alert_due_at LIMIT alert_limit
$$;
COMMENT ON FUNCTION due_alerts IS 'Conversations whose next rung is to be looked at, with all that the policy asks about.';

-- Several nodes look at once: a rung is climbed by the first that holds the lane while it still stands below it on the
-- same ladder, and by nobody once people have answered. Whoever cries for help meanwhile is on another ladder, and no
-- rung of the old one makes the conversation less pressing again.
CREATE FUNCTION climb_alerts(
    item_lane     uuid[],
    item_step     integer[],            -- the step it was found at,
    item_ladder   text[],               -- of which ladder
    item_detail   jsonb[],              -- what people are told; NULL only puts off the next look
    item_priority text[],               -- what it becomes; NULL as it is
    item_next_ms  double precision[]    -- the next look, from alert_since; NULL when there is no rung left
) RETURNS TABLE (conversation_id uuid, property_id uuid, climbed boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    held uuid[];
BEGIN
    SELECT array_agg(h.id) INTO held
    FROM (SELECT c.id FROM unnest(item_lane, item_step, item_ladder) AS i (lane, step, ladder)
          JOIN conversations c ON c.id = i.lane
          WHERE c.alert_step = i.step AND c.alert_ladder IS NOT DISTINCT FROM i.ladder AND c.alert_due_at <= now() AND c.state = 'escalated'
          ORDER BY c.id FOR NO KEY UPDATE OF c SKIP LOCKED) AS h;
    IF held IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH item AS (
        SELECT i.*, c.priority AS was, coalesce(i.priority, c.priority) AS becomes
        FROM unnest(item_lane, item_step, item_ladder, item_detail, item_priority, item_next_ms) AS i (lane, step, ladder, detail, priority, next_ms)
        JOIN conversations c ON c.id = i.lane
        -- Looked at again now that it is held.
        WHERE i.lane = ANY (held) AND c.alert_step = i.step AND c.alert_ladder IS NOT DISTINCT FROM i.ladder AND c.alert_due_at <= now() AND c.state = 'escalated'
    ), lane AS (
        UPDATE conversations c
        SET alert_step = c.alert_step + (i.detail IS NOT NULL)::integer,
            alert_due_at = c.alert_since + i.next_ms * interval '1 millisecond',
            priority = i.becomes,
            state_version = c.state_version + (i.becomes <> i.was)::integer,
            event_seq = c.event_seq + (i.becomes <> i.was)::integer
        FROM item i WHERE c.id = i.lane
        RETURNING c.*, i.detail, i.was
    ), told AS (
        INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
        SELECT l.property_id, 'escalation.ladder', escalation_severity(l.priority), l.id,
               l.detail || jsonb_build_object('priority', l.priority, 'step', l.alert_step)
        FROM lane l WHERE l.detail IS NOT NULL
    ), logged AS (
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT l.property_id, l.id, l.event_seq, 'conversation.updated', jsonb_build_object('stateVersion', l.state_version)
        FROM lane l WHERE l.priority <> l.was
    )
    SELECT l.id, l.property_id, l.detail IS NOT NULL FROM lane l;
END
$$;
COMMENT ON FUNCTION climb_alerts IS 'Climbs rungs of ladders: tells people, makes conversations more pressing, and says when to look again.';
REVOKE ALL ON FUNCTION due_alerts(integer), climb_alerts(uuid[], integer[], text[], jsonb[], text[], double precision[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_alerts(integer), climb_alerts(uuid[], integer[], text[], jsonb[], text[], double precision[]) TO concierge_router;

-- Whoever acknowledges a call has heard it. The lane before the notification, as everywhere.
CREATE FUNCTION acknowledge_notification(notification uuid, by_staff uuid, by_name text) RETURNS SETOF notifications
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seen notifications;
BEGIN
    SELECT * INTO seen FROM notifications n WHERE n.id = notification AND n.property_id = current_property();
    IF NOT FOUND THEN RETURN; END IF;
    IF seen.kind IN ('escalation', 'escalation.ladder') THEN
        PERFORM FROM conversations c WHERE c.id = seen.conversation_id FOR NO KEY UPDATE;
        -- A call of an earlier escalation says nothing of this one.
        UPDATE conversations c SET alert_due_at = NULL
        WHERE c.id = seen.conversation_id AND c.alert_due_at IS NOT NULL AND seen.created_at >= c.alert_since;
    END IF;
    RETURN QUERY
    UPDATE notifications n
    SET acknowledged_at = coalesce(n.acknowledged_at, now()),
        acknowledged_by = CASE WHEN n.acknowledged_at IS NULL THEN by_staff ELSE n.acknowledged_by END,
        acknowledged_name = CASE WHEN n.acknowledged_at IS NULL THEN by_name ELSE n.acknowledged_name END
    WHERE n.id = notification RETURNING n.*;
END
$$;
COMMENT ON FUNCTION acknowledge_notification IS 'Notes who has seen a notification of the current property, the first for good, and ends the ladder it calls from.';
SELECT offer_to_people('acknowledge_notification(uuid, uuid, text)');

-- A cry for help is repeated to people once a minute at most; words of the hotel's own go out in as many messages as their
-- channel needs, VIPs are called as the hotel wants them called.
CREATE FUNCTION answer_by_rule(conversation uuid, call jsonb, routes jsonb, reason text, decision text) RETURNS void
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
COMMENT ON FUNCTION answer_by_rule IS 'Says the hotel''s own words to a message, or hands its conversation to people at once.';
REVOKE ALL ON FUNCTION answer_by_rule(uuid, jsonb, jsonb, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION answer_by_rule(uuid, jsonb, jsonb, text, text) TO concierge_router;

-- Guests whom the AI keeps waiting: nothing of theirs expires, and people are called.
CREATE FUNCTION waiting_guests(age_ms double precision, wait_limit integer) RETURNS TABLE (
    conversation_id uuid, property_id uuid, channel text, language text, vip boolean, intent text, words text
)
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT c.id, c.property_id, e.channel, g.language, g.vip, c.current_intent,
           coalesce((SELECT m.body FROM messages m WHERE m.conversation_id = c.id AND m.author = 'guest' ORDER BY m.seq DESC LIMIT 1), '')
    FROM conversations c
    JOIN endpoints e ON e.id = c.endpoint_id
    JOIN guests g ON g.id = c.guest_id
    CROSS JOIN LATERAL (
        SELECT least(c.open_turn_opened_at, (SELECT t.opened_at FROM turns t WHERE t.id = c.running_turn_id)) AS since
    ) AS w
    WHERE c.turn_due_at IS NOT NULL AND c.state = 'active' AND w.since < now() - age_ms * interval '1 millisecond'
    ORDER BY w.since LIMIT wait_limit
$$;
COMMENT ON FUNCTION waiting_guests IS 'Conversations whose guests the AI keeps waiting for longer than age_ms, with what must be known to tell them.';

-- Several nodes look at once, and an answer may come at the same moment: a lane that is held is passed by, and one that
-- was waited for is looked at again.
CREATE FUNCTION call_to_waiting(item_lane uuid[], item_call jsonb[], age_ms double precision) RETURNS SETOF uuid
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    lane conversations;
    call jsonb;
BEGIN
    FOR lane IN
        SELECT c.* FROM conversations c WHERE c.id = ANY (item_lane) ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        CONTINUE WHEN lane.state <> 'active' OR lane.turn_due_at IS NULL
            OR NOT coalesce(least(lane.open_turn_opened_at, (SELECT t.opened_at FROM turns t WHERE t.id = lane.running_turn_id))
                            < now() - age_ms * interval '1 millisecond', false);
        call := item_call[array_position(item_lane, lane.id)];
        PERFORM answer_by_rule(lane.id, call, NULL, call ->> 'reason', 'to_staff');
        RETURN NEXT lane.property_id;
    END LOOP;
END
$$;
COMMENT ON FUNCTION call_to_waiting IS 'Hands conversations whose guests still wait to people, and tells the guests. Returns the hotel of each.';
REVOKE ALL ON FUNCTION waiting_guests(double precision, integer), call_to_waiting(uuid[], jsonb[], double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION waiting_guests(double precision, integer), call_to_waiting(uuid[], jsonb[], double precision) TO concierge_router;
