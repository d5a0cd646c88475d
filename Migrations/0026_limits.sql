-- How much may be written, by a guest, at an endpoint and at a hotel, as the hotel decides: the nodes tell each other what
-- they let in, and what is too much is stored without being answered.

CREATE TABLE flow_counts (
    endpoint_id uuid NOT NULL REFERENCES endpoints ON DELETE CASCADE,
    node        text NOT NULL,
    property_id uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    total       bigint NOT NULL CHECK (total >= 0),
    seen_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (endpoint_id, node)
);
COMMENT ON TABLE flow_counts IS 'How many messages each node let in at endpoints that have a limit, since the node began to count.';
SELECT protect_table('flow_counts');
COMMENT ON COLUMN messages.flags IS 'truncated: the text was longer than we keep; nul_replaced; derived_key: no provider id; masked: without its card numbers; unreadable: could not be looked through for them; injection: looks like orders to an engine; repetition: said several times; limited: over a limit.';

-- As 0007 made it, now leaving out hotels that have their share of a node already, with what went before, the stay that
-- holds today, and what was noticed of the messages that are asked about.
DROP FUNCTION claim_turns(integer, integer, text, double precision, integer);
CREATE FUNCTION claim_turns(claim_limit integer, per_property integer, crowded uuid[], node text, lease_ms double precision, history_limit integer)
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
           (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'kind', m.kind, 'text', m.body, 'createdAt', m.created_at,
                                             'flags', to_jsonb(m.flags)) ORDER BY m.seq)
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
COMMENT ON FUNCTION claim_turns IS 'Leases due turns to a node, with everything an engine is told.';
REVOKE ALL ON FUNCTION claim_turns(integer, integer, uuid[], text, double precision, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_turns(integer, integer, uuid[], text, double precision, integer) TO concierge_router;
