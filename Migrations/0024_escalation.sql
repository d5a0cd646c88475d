-- People who are called and do not come are called again, louder each time; words to guests in danger go out first.

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
        NEW.alert_since := now();
        -- Danger calls whoever has it again; anything else is theirs to see to.
        NEW.alert_due_at := CASE WHEN NOT is_answered
            AND (NEW.assigned_staff_id IS NULL OR (NEW.assigned_staff_id IS NOT DISTINCT FROM OLD.assigned_staff_id AND NEW.priority = 'urgent' AND OLD.priority <> 'urgent'))
            THEN now() END;
    ELSIF is_answered OR NEW.assigned_staff_id IS DISTINCT FROM OLD.assigned_staff_id THEN
        NEW.alert_due_at := NULL;
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

-- As 0020 made it, now with the conversations of guests in danger first: they have places that no other words take.
DROP FUNCTION claim_deliveries(integer, integer, double precision, double precision, text);
CREATE FUNCTION claim_deliveries(claim_limit integer, ordinary_limit integer, per_property integer, lease_ms double precision, settle_ms double precision, node text)
RETURNS TABLE (
    delivery_id uuid, lease_token uuid, attempt integer, property_id uuid, conversation_id uuid, endpoint_id uuid,
    provider text, endpoint_address text, endpoint_generation integer, recipient_kind text, recipient_value text,
    body text, author text, window_expires_at timestamptz, age_ms double precision
)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    claimed uuid[];
BEGIN
    claimed := '{}';
    -- Hardly ever is there any, and the index of those is next to empty.
    IF EXISTS (SELECT FROM conversations c WHERE c.priority = 'urgent' AND c.delivery_due_at <= now()) THEN
        SELECT coalesce(array_agg(l.id), '{}') INTO claimed
        FROM (SELECT d.id
              FROM properties p
              CROSS JOIN LATERAL (
                  SELECT c.id, c.delivery_due_at FROM conversations c
                  JOIN endpoints e ON e.id = c.endpoint_id
                  WHERE c.property_id = p.id AND c.priority = 'urgent' AND c.delivery_due_at <= now()
                    AND (c.sending_delivery_id IS NOT NULL OR (e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())))
                  ORDER BY c.delivery_due_at LIMIT per_property FOR NO KEY UPDATE OF c SKIP LOCKED
              ) AS d
              ORDER BY d.delivery_due_at LIMIT claim_limit) AS l;
    END IF;
    IF least(ordinary_limit, claim_limit - cardinality(claimed)) > 0 THEN
        SELECT claimed || coalesce(array_agg(l.id), '{}') INTO claimed
        FROM (SELECT d.id
              FROM properties p
              CROSS JOIN LATERAL (
                  SELECT c.id, c.delivery_due_at FROM conversations c
                  JOIN endpoints e ON e.id = c.endpoint_id
                  WHERE c.property_id = p.id AND c.priority <> 'urgent' AND c.delivery_due_at <= now()
                    AND (c.sending_delivery_id IS NOT NULL OR (e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())))
                  ORDER BY c.delivery_due_at LIMIT per_property FOR NO KEY UPDATE OF c SKIP LOCKED
              ) AS d
              ORDER BY d.delivery_due_at LIMIT least(ordinary_limit, claim_limit - cardinality(claimed))) AS l;
    END IF;
    IF claimed = '{}' THEN RETURN; END IF;

    -- The sender's lease ran out: it may have been handed over or not, and no one can tell.
    IF EXISTS (SELECT FROM conversations c WHERE c.id = ANY (claimed) AND c.sending_delivery_id IS NOT NULL) THEN
        WITH lost AS (
            UPDATE deliveries d
            SET state = 'unknown', lease_token = NULL, unknown_until = now() + settle_ms * interval '1 millisecond'
            FROM conversations c
            WHERE c.id = ANY (claimed) AND d.id = c.sending_delivery_id AND d.state = 'sending'
            RETURNING d.id, d.property_id, d.conversation_id, d.attempts
        ), lane AS (
            UPDATE conversations c SET event_seq = c.event_seq + 1 FROM lost l WHERE c.id = l.conversation_id RETURNING c.id, c.event_seq
        ), noted AS (
            INSERT INTO delivery_attempts (property_id, delivery_id, attempt, outcome, error_detail, node)
            SELECT l.property_id, l.id, l.attempts, 'unknown', 'the lease of its sender ran out', node FROM lost l
        )
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
        SELECT l.property_id, l.conversation_id, c.event_seq, 'delivery.updated', jsonb_build_object('deliveryId', l.id, 'state', 'unknown')
        FROM lost l JOIN lane c ON c.id = l.conversation_id;
        UPDATE conversations c SET sending_delivery_id = NULL WHERE c.id = ANY (claimed) AND c.sending_delivery_id IS NOT NULL;
    END IF;

    -- The owner changed since it was said: the AI's queued words stay unsaid.
    WITH silenced AS (
        UPDATE deliveries d SET state = 'suppressed'
        FROM conversations c
        WHERE c.id = ANY (claimed) AND d.conversation_id = c.id AND d.is_queued AND d.author = 'ai' AND d.owner_epoch <> c.owner_epoch
        RETURNING d.id, d.property_id, d.conversation_id, d.message_id, d.seq
    ), lane AS (
        UPDATE conversations c SET event_seq = c.event_seq + s.count
        FROM (SELECT s.conversation_id, count(*) AS count FROM silenced s GROUP BY s.conversation_id) AS s
        WHERE c.id = s.conversation_id RETURNING c.id, c.event_seq, s.count
    )
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    SELECT s.property_id, s.conversation_id, l.event_seq - l.count + row_number() OVER (PARTITION BY s.conversation_id ORDER BY s.seq, s.id),
           'delivery.updated', jsonb_build_object('deliveryId', s.id, 'messageId', s.message_id, 'state', 'suppressed')
    FROM silenced s JOIN lane l ON l.id = s.conversation_id;

    RETURN QUERY
    WITH head AS (
        SELECT DISTINCT ON (d.conversation_id) d.id, d.conversation_id, d.due_at
        FROM deliveries d JOIN endpoints e ON e.id = d.endpoint_id
        WHERE d.conversation_id = ANY (claimed) AND d.is_queued AND e.enabled AND (e.paused_until IS NULL OR e.paused_until <= now())
        ORDER BY d.conversation_id, d.seq, d.id
    ), taken AS (
        UPDATE deliveries d
        SET state = 'sending', lease_token = gen_random_uuid(), attempts = d.attempts + 1, sending_at = now()
        FROM head h WHERE d.id = h.id AND h.due_at <= now()
        RETURNING d.*
    ), lane AS (
        UPDATE conversations c
        SET sending_delivery_id = t.id,
            delivery_due_at = CASE WHEN t.id IS NULL THEN next_delivery_due(c.id) ELSE now() + lease_ms * interval '1 millisecond' END
        FROM unnest(claimed) AS x (id) LEFT JOIN taken t ON t.conversation_id = x.id
        WHERE c.id = x.id
        RETURNING c.id, c.window_expires_at
    )
    SELECT t.id, t.lease_token, t.attempts, t.property_id, t.conversation_id, t.endpoint_id, e.provider, e.address, e.generation,
           t.recipient_kind, t.recipient_value, m.body, t.author, l.window_expires_at,
           (extract(epoch FROM now() - t.created_at) * 1000)::double precision
    FROM taken t
    JOIN lane l ON l.id = t.conversation_id
    JOIN endpoints e ON e.id = t.endpoint_id
    JOIN messages m ON m.id = t.message_id;
END
$$;
COMMENT ON FUNCTION claim_deliveries IS 'Leases due deliveries to a node, the oldest of each conversation, those of guests in danger first; claim_limit in all, ordinary_limit of the others.';
REVOKE ALL ON FUNCTION claim_deliveries(integer, integer, integer, double precision, double precision, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_deliveries(integer, integer, integer, double precision, double precision, text) TO concierge_router;

-- As 0023 made it, now bounded: a cry for help is repeated to people once a minute at most.
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
    words := jsonb_build_array(jsonb_build_object('messageId', uuid_v7(), 'deliveryId', uuid_v7(), 'author', 'system',
        'body', coalesce(said ->> 'notice', said ->> 'text')));
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
        UPDATE conversations c SET alert_step = 0, alert_ladder = c.priority, alert_since = now(), alert_due_at = now()
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
