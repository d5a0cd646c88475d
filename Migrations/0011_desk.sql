-- What people do at the desk: conversations taken over, answered, handed back and closed; notes; departments' work.
--
-- The rules are the program's (Domain): it holds the lane's lock, decides, and hands one change over to be written whole.
-- What colleagues were called when they acted is kept with what they did: services have no other name, and somebody who
-- has left is still to be read.

ALTER TABLE conversations ADD COLUMN assigned_name text;
ALTER TABLE messages ADD COLUMN staff_name text;
ALTER TABLE transitions ADD COLUMN staff_name text;
ALTER TABLE notifications ADD COLUMN acknowledged_by uuid, ADD COLUMN acknowledged_name text;
ALTER TABLE tasks ADD COLUMN assigned_name text, ADD COLUMN note text, ADD COLUMN started_at timestamptz,
    ADD COLUMN created_by uuid, ADD COLUMN created_by_name text, ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN conversations.assigned_name IS 'What the assignee was called when it was given to them.';
COMMENT ON COLUMN messages.staff_name IS 'What the member of staff, or the service, was called when this was said.';
COMMENT ON COLUMN tasks.note IS 'The last word of whoever does it.';

-- The last activity: of a conversation in which nothing was said yet, its beginning. A plain column, because behind
-- row-level security PostgreSQL keeps COALESCE from an index.
UPDATE conversations SET last_message_at = created_at WHERE last_message_at IS NULL;
ALTER TABLE conversations ALTER COLUMN last_message_at SET DEFAULT now(), ALTER COLUMN last_message_at SET NOT NULL;
CREATE FUNCTION begin_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.last_message_at := NEW.created_at;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION begin_activity IS 'The activity of a conversation opened without a word is its beginning.';
REVOKE ALL ON FUNCTION begin_activity() FROM PUBLIC;
CREATE TRIGGER conversations_opened BEFORE INSERT ON conversations
    FOR EACH ROW WHEN (NEW.last_message_at IS NULL) EXECUTE FUNCTION begin_activity();
COMMENT ON COLUMN conversations.last_message_at IS 'When something was last said, or it was opened: the last activity, by which lists are sorted.';

-- Newest activity first, whatever the state: one index that also finds the rare states. Each message moves its lane's
-- entry, as it moves those of the due times; it always lands at the newest end.
CREATE INDEX conversations_listed ON conversations (endpoint_id, state, last_message_at DESC, id DESC);
CREATE INDEX conversations_assigned ON conversations (assigned_staff_id, state, last_message_at DESC, id DESC)
    WHERE assigned_staff_id IS NOT NULL;
CREATE INDEX conversations_department ON conversations (department_id, state, last_message_at DESC, id DESC)
    WHERE department_id IS NOT NULL;
CREATE INDEX tasks_listed ON tasks (property_id, status, created_at DESC, id DESC);
CREATE INDEX stays_room ON stays (property_id, room) WHERE room IS NOT NULL;

CREATE TABLE notes (
    id              uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id     uuid NOT NULL,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    body            text NOT NULL CHECK (length(body) BETWEEN 1 AND 4096),
    staff_id        uuid,
    staff_name      text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notes_conversation ON notes (conversation_id, created_at, id);
COMMENT ON TABLE notes IS 'What colleagues tell each other about a conversation. No guest and no engine ever sees one.';
SELECT protect_table('notes');

GRANT SELECT ON notes TO concierge_api;
GRANT INSERT (property_id, actor, action, subject, detail) ON audit TO concierge_api;
GRANT UPDATE (acknowledged_at, acknowledged_by, acknowledged_name) ON notifications TO concierge_api;

-- A guest who goes on after the end goes on with the AI: whoever had it before has done with it.
CREATE FUNCTION clear_assignee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.assigned_staff_id := NULL;
    NEW.assigned_name := NULL;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION clear_assignee IS 'Takes a conversation off its assignee.';
CREATE TRIGGER conversations_continued BEFORE UPDATE OF state ON conversations
    FOR EACH ROW WHEN (OLD.state = 'resolved' AND NEW.state = 'active') EXECUTE FUNCTION clear_assignee();

-- A member of staff of the current property by name; NULL when nobody here is that.
CREATE FUNCTION colleague_name(staff uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (SELECT s.name FROM staff s JOIN staff_roles r ON r.staff_id = s.id
            WHERE s.id = colleague_name.staff AND r.property_id = current_property() AND r.disabled_at IS NULL);
END
$$;
COMMENT ON FUNCTION colleague_name IS 'What a member of staff of the current property is called; NULL when nobody here is that.';
SELECT offer_to_people('colleague_name(uuid)');

-- Takes a lane's lock and tells all that a decision about it needs. No row: not of this property, or not there.
CREATE FUNCTION lock_conversation(conversation uuid, with_siblings boolean DEFAULT false) RETURNS TABLE (
    state text, state_version bigint, owner_epoch bigint, message_seq bigint, unread_count integer,
    assigned_staff_id uuid, assigned_name text, department_id uuid, priority text, channel text, guest_language text,
    window_expires_at timestamptz, moment timestamptz, open_tasks bigint, open_sibling uuid
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lane conversations;
BEGIN
    SELECT * INTO lane FROM conversations c WHERE c.id = conversation AND c.property_id = current_property();
    IF NOT FOUND THEN RETURN; END IF;
    IF with_siblings THEN
        -- Whoever opens a lane holds the last closed one's lock, and so does whoever opens an old one again: without it
        -- both could open one at once.
        PERFORM FROM conversations c
        WHERE c.id = conversation OR c.id = (
            SELECT x.id FROM conversations x
            WHERE x.endpoint_id = lane.endpoint_id AND x.guest_id = lane.guest_id AND x.state = 'resolved'
            ORDER BY x.resolved_at DESC LIMIT 1)
        ORDER BY c.id FOR NO KEY UPDATE;
    END IF;
    SELECT * INTO lane FROM conversations c WHERE c.id = conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    RETURN QUERY
    SELECT lane.state, lane.state_version, lane.owner_epoch, lane.message_seq, lane.unread_count,
           lane.assigned_staff_id, lane.assigned_name, lane.department_id, lane.priority, e.channel, g.language,
           -- The transaction may have begun before the one it waited for.
           lane.window_expires_at, clock_timestamp(),
           (SELECT count(*) FROM tasks t WHERE t.conversation_id = lane.id AND t.status NOT IN ('completed', 'cancelled')),
           (SELECT o.id FROM conversations o
            WHERE o.endpoint_id = lane.endpoint_id AND o.guest_id = lane.guest_id AND o.state <> 'resolved' AND o.id <> lane.id)
    FROM endpoints e JOIN guests g ON g.id = lane.guest_id WHERE e.id = lane.endpoint_id;
END
$$;
COMMENT ON FUNCTION lock_conversation IS 'Holds a lane of the current property and tells where it stands.';
SELECT offer_to_people('lock_conversation(uuid, boolean)');

-- Writes one change of a lane: state, owner, assignee, words and what they silence, numbered and logged in one commit.
--
-- change: {to, trigger, actor, staffId, staffName, reason, escalationReason, resolution, raisesOwnerEpoch, raisesVersion,
--          silencesAI, setsAssignee, assigneeId, assigneeName, departmentId, priority, marksRead,
--          words [{messageId, deliveryId, author, body}]}; whatever is missing stays as it is.
CREATE FUNCTION apply_change(conversation uuid, change jsonb) RETURNS conversations
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lane       conversations;
    was        conversations;
    silenced   uuid[] := '{}';
    unsaid     uuid[] := '{}';
    word_count integer := coalesce(jsonb_array_length(change -> 'words'), 0);
    silences   boolean := coalesce((change ->> 'silencesAI')::boolean, false);
    assigns    boolean := coalesce((change ->> 'setsAssignee')::boolean, false);
    reads      boolean := coalesce((change ->> 'marksRead')::boolean, false);
    notice     text;
BEGIN
    SELECT * INTO STRICT was FROM conversations c WHERE c.id = conversation FOR NO KEY UPDATE;
    IF silences THEN
        -- A running one keeps its lease token: whoever thinks about it may still hand its words in as a draft.
        UPDATE turns t SET state = 'discarded', finished_at = now(), outcome = 'taken_over'
        WHERE t.conversation_id = conversation AND t.state IN ('accumulating', 'running');
        WITH hushed AS (
            UPDATE deliveries d SET state = 'suppressed'
            WHERE d.conversation_id = conversation AND d.is_queued AND d.author = 'ai'
            RETURNING d.id, d.message_id, d.seq
        )
        SELECT coalesce(array_agg(h.id ORDER BY h.seq, h.id), '{}'), coalesce(array_agg(h.message_id ORDER BY h.seq, h.id), '{}')
        INTO silenced, unsaid FROM hushed h;
    END IF;
    IF coalesce(change ->> 'to', was.state) <> was.state THEN
        notice := 'conversation.state_changed';
    ELSIF assigns OR coalesce((change ->> 'raisesVersion')::boolean, false) OR (reads AND was.unread_count > 0) THEN
        notice := 'conversation.updated';
    END IF;

    UPDATE conversations c
    SET state = coalesce(change ->> 'to', c.state),
        owner_epoch = c.owner_epoch + coalesce((change ->> 'raisesOwnerEpoch')::boolean, false)::integer,
        state_version = c.state_version + coalesce((change ->> 'raisesVersion')::boolean, false)::integer,
        message_seq = c.message_seq + word_count,
        event_seq = c.event_seq + (notice IS NOT NULL)::integer + cardinality(silenced) + word_count,
        assigned_staff_id = CASE WHEN assigns THEN (change ->> 'assigneeId')::uuid ELSE c.assigned_staff_id END,
        assigned_name = CASE WHEN assigns THEN change ->> 'assigneeName' ELSE c.assigned_name END,
        department_id = coalesce((change ->> 'departmentId')::uuid, c.department_id),
        priority = coalesce(change ->> 'priority', c.priority),
        escalation_reason = coalesce(change ->> 'escalationReason', c.escalation_reason),
        escalated_at = CASE WHEN change ->> 'to' = 'escalated' AND c.state <> 'escalated' THEN now() ELSE c.escalated_at END,
        resolved_at = CASE WHEN coalesce(change ->> 'to', c.state) <> 'resolved' THEN NULL
                           WHEN c.state <> 'resolved' THEN clock_timestamp() ELSE c.resolved_at END,
        resolution = CASE WHEN coalesce(change ->> 'to', c.state) = 'resolved' THEN coalesce(change ->> 'resolution', c.resolution) END,
        unread_count = CASE WHEN reads THEN 0 ELSE c.unread_count END,
        open_turn_id = CASE WHEN silences THEN NULL ELSE c.open_turn_id END,
        open_turn_opened_at = CASE WHEN silences THEN NULL ELSE c.open_turn_opened_at END,
        running_turn_id = CASE WHEN silences THEN NULL ELSE c.running_turn_id END,
        turn_due_at = CASE WHEN silences THEN NULL ELSE c.turn_due_at END,
        delivery_due_at = CASE WHEN c.sending_delivery_id IS NOT NULL THEN c.delivery_due_at
                               ELSE coalesce(next_delivery_due(c.id), CASE WHEN word_count > 0 THEN now() END) END,
        last_message_at = CASE WHEN word_count > 0 THEN greatest(c.last_message_at, now()) ELSE c.last_message_at END,
        last_author = coalesce(change #>> '{words,-1,author}', c.last_author)
    WHERE c.id = conversation RETURNING * INTO lane;

    INSERT INTO messages (id, property_id, conversation_id, seq, author, body, staff_id, staff_name)
    SELECT (w.word ->> 'messageId')::uuid, lane.property_id, lane.id, was.message_seq + w.place, w.word ->> 'author', w.word ->> 'body',
           CASE WHEN w.word ->> 'author' = 'staff' THEN (change ->> 'staffId')::uuid END,
           CASE WHEN w.word ->> 'author' = 'staff' THEN change ->> 'staffName' END
    FROM jsonb_array_elements(change -> 'words') WITH ORDINALITY AS w (word, place);
    INSERT INTO deliveries (id, property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind, recipient_value)
    SELECT (w.word ->> 'deliveryId')::uuid, lane.property_id, lane.id, lane.endpoint_id, (w.word ->> 'messageId')::uuid,
           was.message_seq + w.place, w.word ->> 'author', lane.owner_epoch, lane.recipient_kind, lane.recipient_value
    FROM jsonb_array_elements(change -> 'words') WITH ORDINALITY AS w (word, place);

    IF change ? 'trigger' THEN
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, staff_id, staff_name, reason, state_version)
        VALUES (lane.property_id, lane.id, was.state, lane.state, change ->> 'trigger', coalesce(change ->> 'actor', 'staff'),
                (change ->> 'staffId')::uuid, change ->> 'staffName', change ->> 'reason', lane.state_version);
    END IF;

    -- What changed first, then what it silenced, then what was said: in their order, by ids as well.
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    SELECT lane.property_id, lane.id, was.event_seq + row_number() OVER (ORDER BY v.part, v.place), v.kind, v.payload
    FROM (SELECT 1 AS part, 1::bigint AS place, notice AS kind,
                 CASE WHEN notice = 'conversation.state_changed'
                      THEN jsonb_build_object('from', was.state, 'to', lane.state, 'reason', change ->> 'reason', 'stateVersion', lane.state_version)
                      ELSE jsonb_build_object('stateVersion', lane.state_version) END AS payload
          WHERE notice IS NOT NULL
          UNION ALL
          SELECT 2, s.place, 'delivery.updated', jsonb_build_object('deliveryId', s.delivery, 'messageId', s.message, 'state', 'suppressed')
          FROM unnest(silenced, unsaid) WITH ORDINALITY AS s (delivery, message, place)
          UNION ALL
          SELECT 3, w.place, 'message.created',
                 jsonb_build_object('messageId', w.word ->> 'messageId', 'seq', was.message_seq + w.place, 'author', w.word ->> 'author')
          FROM jsonb_array_elements(change -> 'words') WITH ORDINALITY AS w (word, place)) AS v
    ORDER BY v.part, v.place;
    RETURN lane;
END
$$;
COMMENT ON FUNCTION apply_change IS 'Writes one decided change of a lane, with all it causes, in one commit.';
REVOKE ALL ON FUNCTION apply_change(uuid, jsonb), clear_assignee() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_change(uuid, jsonb) TO concierge_router;

CREATE FUNCTION change_conversation(conversation uuid, change jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM conversations c WHERE c.id = conversation AND c.property_id = current_property();
    IF NOT FOUND THEN RETURN NULL; END IF;
    RETURN (apply_change(conversation, change)).state_version;
END
$$;
COMMENT ON FUNCTION change_conversation IS 'What people decided about a conversation of the current property; returns its state_version after it.';
SELECT offer_to_people('change_conversation(uuid, jsonb)');

-- As 0007 made it, now telling of every delivery it silences.
CREATE OR REPLACE FUNCTION escalate_conversation(conversation uuid, why text, by_actor text, by_staff uuid DEFAULT NULL)
RETURNS TABLE (state text, state_version bigint, owner_epoch bigint, changed boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lane conversations;
BEGIN
    SELECT * INTO lane FROM conversations c WHERE c.id = conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    IF lane.state NOT IN ('new', 'active') THEN
        RETURN QUERY SELECT lane.state, lane.state_version, lane.owner_epoch, false;
        RETURN;
    END IF;
    lane := apply_change(conversation, jsonb_strip_nulls(jsonb_build_object(
        'to', 'escalated', 'trigger', 'escalate', 'actor', by_actor, 'staffId', by_staff, 'reason', why, 'escalationReason', why,
        'raisesOwnerEpoch', true, 'raisesVersion', true, 'silencesAI', true,
        'setsAssignee', by_staff IS NOT NULL, 'assigneeId', by_staff)));
    RETURN QUERY SELECT lane.state, lane.state_version, lane.owner_epoch, true;
END
$$;

CREATE FUNCTION add_note(note uuid, conversation uuid, words text, by_staff uuid, by_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lane conversations;
BEGIN
    UPDATE conversations c SET event_seq = c.event_seq + 1
    WHERE c.id = conversation AND c.property_id = current_property() RETURNING c.* INTO lane;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO notes (id, property_id, conversation_id, body, staff_id, staff_name)
    VALUES (note, lane.property_id, lane.id, words, by_staff, by_name);
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    VALUES (lane.property_id, lane.id, lane.event_seq, 'note.created', jsonb_build_object('noteId', note));
    RETURN true;
END
$$;
COMMENT ON FUNCTION add_note IS 'Stores a note on a conversation of the current property; false when there is none such.';
SELECT offer_to_people('add_note(uuid, uuid, text, uuid, text)');

-- Work: the lane it belongs to is locked first, then the task.
CREATE FUNCTION lock_task(task uuid) RETURNS SETOF tasks
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lane uuid;
BEGIN
    SELECT t.conversation_id INTO lane FROM tasks t WHERE t.id = task AND t.property_id = current_property();
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM FROM conversations c WHERE c.id = lane FOR NO KEY UPDATE;
    RETURN QUERY SELECT * FROM tasks t WHERE t.id = task FOR NO KEY UPDATE;
END
$$;
COMMENT ON FUNCTION lock_task IS 'Holds a task of the current property, and its lane before it.';
SELECT offer_to_people('lock_task(uuid)');

-- Appends an event of a task to its lane's log, or to the hotel's when it has no lane.
CREATE FUNCTION log_task(task tasks, event_kind text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
BEGIN
    UPDATE conversations c SET event_seq = c.event_seq + 1 WHERE c.id = task.conversation_id RETURNING c.event_seq INTO number;
    INSERT INTO events (property_id, conversation_id, event_seq, kind, payload)
    VALUES (task.property_id, task.conversation_id, number, event_kind,
        jsonb_build_object('taskId', task.id, 'departmentId', task.department_id, 'status', task.status, 'version', task.version));
END
$$;
COMMENT ON FUNCTION log_task IS 'Tells that a task was made or changed.';
REVOKE ALL ON FUNCTION log_task(tasks, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log_task(tasks, text) TO concierge_router;

-- task: {id, conversationId, guestId, departmentId, room, description, items, priority, dueAt, status, assigneeId,
--        assigneeName, staffId, staffName}
CREATE FUNCTION create_task(task jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    made tasks;
    lane conversations;
BEGIN
    IF task ->> 'conversationId' IS NOT NULL THEN
        SELECT * INTO lane FROM conversations c
        WHERE c.id = (task ->> 'conversationId')::uuid AND c.property_id = current_property() FOR NO KEY UPDATE;
        IF NOT FOUND THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO tasks (id, property_id, conversation_id, guest_id, department_id, room, description, items, priority, status,
        due_at, assigned_staff_id, assigned_name, created_by, created_by_name)
    SELECT (task ->> 'id')::uuid, d.property_id, lane.id, coalesce(g.id, lane.guest_id), d.id, task ->> 'room', task ->> 'description',
           coalesce(task -> 'items', '[]'), task ->> 'priority', task ->> 'status', (task ->> 'dueAt')::timestamptz,
           (task ->> 'assigneeId')::uuid, task ->> 'assigneeName', (task ->> 'staffId')::uuid, task ->> 'staffName'
    FROM departments d LEFT JOIN guests g ON g.id = (task ->> 'guestId')::uuid AND g.property_id = current_property()
    WHERE d.id = (task ->> 'departmentId')::uuid AND d.property_id = current_property()
      AND (task ->> 'guestId' IS NULL OR g.id IS NOT NULL)
    RETURNING * INTO made;
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM log_task(made, 'task.created');
    RETURN made.id;
END
$$;
COMMENT ON FUNCTION create_task IS 'Stores work for a department of the current property; NULL when what it names is not there.';
SELECT offer_to_people('create_task(jsonb)');

-- change: {status, setsAssignee, assigneeId, assigneeName, note, priority, setsDueAt, dueAt}
CREATE FUNCTION change_task(task uuid, change jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed tasks;
BEGIN
    PERFORM lock_task(task);
    UPDATE tasks t
    SET status = coalesce(change ->> 'status', t.status),
        assigned_staff_id = CASE WHEN (change ->> 'setsAssignee')::boolean THEN (change ->> 'assigneeId')::uuid ELSE t.assigned_staff_id END,
        assigned_name = CASE WHEN (change ->> 'setsAssignee')::boolean THEN change ->> 'assigneeName' ELSE t.assigned_name END,
        note = coalesce(change ->> 'note', t.note),
        priority = coalesce(change ->> 'priority', t.priority),
        due_at = CASE WHEN (change ->> 'setsDueAt')::boolean THEN (change ->> 'dueAt')::timestamptz ELSE t.due_at END,
        started_at = CASE WHEN change ->> 'status' = 'in_progress' THEN coalesce(t.started_at, now())
                          WHEN change ->> 'status' = 'pending' THEN NULL ELSE t.started_at END,
        finished_at = CASE WHEN coalesce(change ->> 'status', t.status) IN ('completed', 'cancelled') THEN coalesce(t.finished_at, now()) END,
        version = t.version + 1, updated_at = now()
    WHERE t.id = task AND t.property_id = current_property() RETURNING * INTO changed;
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM log_task(changed, 'task.updated');
    RETURN changed.version;
END
$$;
COMMENT ON FUNCTION change_task IS 'What people decided about a task of the current property; returns its version after it.';
SELECT offer_to_people('change_task(uuid, jsonb)');
