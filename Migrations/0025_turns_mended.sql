-- Words of the hotel's own go out in as many messages as their channel needs; and a call that people acknowledge never
-- silences one that came after it.

-- A ladder begins when its lane is held, and a call is made after that: the start of a transaction says nothing of
-- either, for it may have waited for the lane while others called and were heard.
ALTER TABLE notifications ALTER COLUMN created_at SET DEFAULT clock_timestamp();

-- As 0024 made it, now by the clock.
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
    END IF;
    RETURN NEW;
END
$$;

-- As 0024 made it, now in as many messages as the channel needs, and by the clock.
CREATE OR REPLACE FUNCTION answer_by_rule(conversation uuid, call jsonb, routes jsonb, reason text, decision text) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
DECLARE
    lane   conversations;
    said   jsonb;
    words  jsonb;
    change jsonb;
BEGIN
    -- A rule says the same wherever the lane stands; which one held is in the reason.
    said := coalesce(call, (SELECT o.value FROM jsonb_array_elements(routes) AS o
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
            'reason', coalesce(call ->> 'reason', 'rule'), 'escalationReason', coalesce(call ->> 'reason', 'rule'),
            'raisesOwnerEpoch', true, 'silencesAI', true));
    ELSIF call ->> 'reason' = 'emergency' THEN
        -- Told already: whoever cries out again and again is heard once a minute, and nobody is buried in alarms.
        IF lane.priority = 'urgent' AND EXISTS (
            SELECT FROM notifications n WHERE n.property_id = lane.property_id AND n.created_at > now() - interval '1 minute'
              AND n.conversation_id = conversation AND n.kind = 'escalation' AND n.severity = 'critical'
              -- Of this very danger: another one is news.
              AND n.detail ->> 'reason' = 'emergency' AND n.detail ->> 'intent' IS NOT DISTINCT FROM call ->> 'intent') THEN
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
    IF call ? 'intent' THEN
        UPDATE conversations c SET current_intent = call ->> 'intent' WHERE c.id = conversation;
    END IF;
    INSERT INTO notifications (property_id, kind, severity, conversation_id, detail)
    VALUES (lane.property_id, 'escalation', escalation_severity(change ->> 'priority'), conversation,
            jsonb_strip_nulls(jsonb_build_object('reason', coalesce(call ->> 'reason', 'rule'), 'priority', change ->> 'priority',
                'department', said ->> 'department', 'intent', call ->> 'intent', 'rule', said ->> 'rule')));
END
$$;

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
