-- A conversation is a lane: one guest on one endpoint. Everything a decision needs is in its row, so that whoever
-- holds the row's lock knows all there is to know.

CREATE TABLE conversations (
    id                    uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id           uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    endpoint_id           uuid NOT NULL REFERENCES endpoints,
    guest_id              uuid NOT NULL REFERENCES guests ON DELETE CASCADE,
    recipient_kind        text NOT NULL,
    recipient_value       text NOT NULL,
    state                 text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'active', 'escalated', 'resolved')),
    owner_epoch           bigint NOT NULL DEFAULT 1,
    state_version         bigint NOT NULL DEFAULT 1,
    message_seq           bigint NOT NULL DEFAULT 0,
    event_seq             bigint NOT NULL DEFAULT 0,
    assigned_staff_id     uuid,
    department_id         uuid REFERENCES departments,
    priority              text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    tags                  text[] NOT NULL DEFAULT '{}',
    previous_id           uuid REFERENCES conversations,
    escalation_reason     text,
    current_intent        text,
    unread_count          integer NOT NULL DEFAULT 0 CHECK (unread_count >= 0),
    open_turn_id          uuid,
    open_turn_opened_at   timestamptz,
    running_turn_id       uuid,
    turn_due_at           timestamptz,
    sending_delivery_id   uuid,
    delivery_due_at       timestamptz,
    rate_tokens           double precision,
    rate_updated_at       timestamptz,
    window_expires_at     timestamptz,
    last_guest_message_at timestamptz,
    last_message_at       timestamptz,
    last_author           text CHECK (last_author IN ('guest', 'ai', 'staff', 'system')),
    created_at            timestamptz NOT NULL DEFAULT now(),
    escalated_at          timestamptz,
    resolved_at           timestamptz,
    resolution            text,
    CHECK ((open_turn_id IS NULL) = (open_turn_opened_at IS NULL)),
    CHECK (state <> 'resolved' OR resolved_at IS NOT NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX conversations_one_open ON conversations (endpoint_id, guest_id) WHERE state <> 'resolved';
CREATE INDEX conversations_last_resolved ON conversations (endpoint_id, guest_id, resolved_at DESC) WHERE state = 'resolved';
CREATE INDEX conversations_turn_due ON conversations (property_id, turn_due_at) WHERE turn_due_at IS NOT NULL;
CREATE INDEX conversations_delivery_due ON conversations (property_id, delivery_due_at) WHERE delivery_due_at IS NOT NULL;
CREATE INDEX conversations_guest ON conversations (guest_id);
COMMENT ON TABLE conversations IS 'The lane of one guest on one endpoint. At most one is open at a time.';
COMMENT ON COLUMN conversations.recipient_value IS 'The identity to answer to, as the guest last wrote from it.';
COMMENT ON COLUMN conversations.owner_epoch IS 'Rises whenever the owner of the next word changes. AI words carry the epoch they were thought in and are refused under another.';
COMMENT ON COLUMN conversations.state_version IS 'Rises with owner, state, assignee and tags; the ETag. Messages do not move it.';
COMMENT ON COLUMN conversations.message_seq IS 'The last message''s number; gap-free.';
COMMENT ON COLUMN conversations.event_seq IS 'The last event''s number; gap-free.';
COMMENT ON COLUMN conversations.open_turn_id IS 'The turn that gathers messages: accumulating, or pending behind a running one.';
COMMENT ON COLUMN conversations.turn_due_at IS 'When a turn executor must look: the open turn''s due time, or the running turn''s lease end; NULL when there is nothing to do.';
COMMENT ON COLUMN conversations.delivery_due_at IS 'When a delivery executor must look: the head delivery''s due time, or the lease end of the one being sent; NULL when there is nothing to send.';
COMMENT ON COLUMN conversations.rate_tokens IS 'The guest''s token bucket as of rate_updated_at; NULL is full.';
COMMENT ON COLUMN conversations.window_expires_at IS 'Until when free-form words may be sent; NULL on channels without such a window.';

-- Rows below a conversation carry their property for row-level security; that it is the conversation's is the work of
-- the functions that write them. A foreign key of their own would check one hot row once more for every message.
CREATE TABLE welcomes (
    endpoint_id uuid NOT NULL,
    guest_id    uuid NOT NULL REFERENCES guests ON DELETE CASCADE,
    property_id uuid NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (endpoint_id, guest_id)
);
COMMENT ON TABLE welcomes IS 'Whom an endpoint has greeted. For ever, and only those: who came before there was a welcome may be greeted at the next beginning.';

CREATE TABLE turns (
    id              uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id     uuid NOT NULL,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    state           text NOT NULL DEFAULT 'accumulating'
        CHECK (state IN ('accumulating', 'running', 'done', 'superseded', 'discarded', 'failed')),
    owner_epoch     bigint,
    opened_at       timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    finished_at     timestamptz,
    attempts        integer NOT NULL DEFAULT 0,
    lease_token     uuid,
    lease_node      text,
    engine          text,
    revision_id     uuid,
    intent          text,
    confidence      double precision CHECK (confidence BETWEEN 0 AND 1),
    outcome         text,
    draft           text,
    error           text,
    CHECK (CASE state WHEN 'running' THEN lease_token IS NOT NULL WHEN 'discarded' THEN true ELSE lease_token IS NULL END),
    CHECK (state IN ('accumulating', 'running') OR finished_at IS NOT NULL)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX turns_one_running ON turns (conversation_id) WHERE state = 'running';
CREATE UNIQUE INDEX turns_one_pending ON turns (conversation_id) WHERE state = 'accumulating';
CREATE INDEX turns_conversation ON turns (conversation_id, opened_at);
COMMENT ON TABLE turns IS 'One thought of the AI: the burst of guest messages it answers, and what came of it.';
COMMENT ON COLUMN turns.owner_epoch IS 'The conversation''s owner_epoch when it was claimed: the fence its answer must still meet.';
COMMENT ON COLUMN turns.lease_token IS 'Random; whoever finishes the turn must show it. A paused executor wakes with an old one and is refused. A turn discarded while it ran keeps its last one, so that its words can still come in as a draft.';
COMMENT ON COLUMN turns.revision_id IS 'The configuration it is thought in, once configurations have revisions.';
COMMENT ON COLUMN turns.draft IS 'The answer that was not said: below the threshold, or overtaken by people. For staff only.';

CREATE TABLE messages (
    id                  uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id         uuid NOT NULL,
    conversation_id     uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    seq                 bigint NOT NULL CHECK (seq > 0),
    author              text NOT NULL CHECK (author IN ('guest', 'ai', 'staff', 'system')),
    kind                text NOT NULL DEFAULT 'text',
    body                text NOT NULL,
    payload             text,
    turn_id             uuid REFERENCES turns,
    staff_id            uuid,
    decision            text CHECK (decision IN ('turn_opened', 'absorbed', 'queued', 'to_staff', 'routed_rule', 'rejected', 'held')),
    rule_id             uuid,
    flags               text[] NOT NULL DEFAULT '{}',
    provider_message_id text,
    sent_at             timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (conversation_id, seq),
    CHECK ((author = 'guest') = (decision IS NOT NULL))
);
CREATE INDEX messages_turn ON messages (turn_id) WHERE turn_id IS NOT NULL;
COMMENT ON TABLE messages IS 'Every word said in a conversation, in its order. A guest message belongs to at most one turn.';
COMMENT ON COLUMN messages.payload IS 'The provider''s own object when the message is more than text, as JSON text: jsonb would refuse what guests can send.';
COMMENT ON COLUMN messages.flags IS 'truncated: the text was longer than we keep; nul_replaced; derived_key: no provider id; limited: over the guest''s limit.';
COMMENT ON COLUMN messages.sent_at IS 'By the provider''s clock; order is seq, never this.';

CREATE TABLE message_keys (
    endpoint_id uuid NOT NULL,
    key         bytea NOT NULL CHECK (length(key) = 32),
    property_id uuid NOT NULL,
    message_id  uuid NOT NULL,
    decision    text NOT NULL,
    PRIMARY KEY (endpoint_id, key)
);
COMMENT ON TABLE message_keys IS 'Dedupe for ever: sha256 of the provider''s message id, or of what a message without one is made of. Never expires, outlives the message and refers to nothing.';

CREATE TABLE deliveries (
    id                  uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id         uuid NOT NULL,
    conversation_id     uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    endpoint_id         uuid NOT NULL,
    message_id          uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    seq                 bigint NOT NULL,
    author              text NOT NULL CHECK (author IN ('ai', 'staff', 'system')),
    owner_epoch         bigint NOT NULL,
    recipient_kind      text NOT NULL,
    recipient_value     text NOT NULL,
    state               text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'suppressed')),
    -- What the queue's index asks for instead of the state, so that receipts, which never change it, leave the index alone.
    is_queued           boolean NOT NULL GENERATED ALWAYS AS (state = 'queued') STORED,
    attempts            integer NOT NULL DEFAULT 0,
    due_at              timestamptz NOT NULL DEFAULT now(),
    lease_token         uuid,
    provider_message_id text,
    error_class         text,
    error_code          text,
    error_detail        text,
    resend_of           uuid REFERENCES deliveries,
    created_at          timestamptz NOT NULL DEFAULT now(),
    sending_at          timestamptz,
    sent_at             timestamptz,
    delivered_at        timestamptz,
    read_at             timestamptz,
    failed_at           timestamptz,
    unknown_until       timestamptz,
    CHECK ((state = 'sending') = (lease_token IS NOT NULL)),
    CHECK (unknown_until IS NULL OR state = 'unknown')
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX deliveries_conversation ON deliveries (conversation_id, seq);
CREATE INDEX deliveries_message ON deliveries (message_id);
CREATE INDEX deliveries_queued ON deliveries (conversation_id, seq, id) WHERE is_queued;
-- Not unique: a provider that gives one id twice must not keep either delivery from being stored as sent.
CREATE INDEX deliveries_provider ON deliveries (endpoint_id, provider_message_id) WHERE provider_message_id IS NOT NULL;
CREATE INDEX deliveries_unknown ON deliveries (unknown_until) WHERE unknown_until IS NOT NULL;
COMMENT ON TABLE deliveries IS 'An outbound message on its way to a guest. Providers have no idempotency key: what was handed over and not answered is unknown, never sent again blindly.';
COMMENT ON COLUMN deliveries.unknown_until IS 'Until when a late receipt may still settle it; then staff are told, once, and this becomes NULL.';

CREATE TABLE tasks (
    id              uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id     uuid NOT NULL REFERENCES properties ON DELETE CASCADE,
    conversation_id uuid REFERENCES conversations ON DELETE SET NULL,
    turn_id         uuid REFERENCES turns ON DELETE SET NULL,
    guest_id        uuid REFERENCES guests ON DELETE SET NULL,
    department_id   uuid NOT NULL REFERENCES departments,
    room            text,
    description     text NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
    items           jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(items) = 'array'),
    priority        text NOT NULL DEFAULT 'standard' CHECK (priority IN ('urgent', 'high', 'standard', 'low')),
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'assigned', 'in_progress', 'completed', 'cancelled')),
    assigned_staff_id uuid,
    version         bigint NOT NULL DEFAULT 1,
    due_at          timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz
);
CREATE INDEX tasks_open ON tasks (property_id, department_id, due_at) WHERE status NOT IN ('completed', 'cancelled');
CREATE INDEX tasks_conversation ON tasks (conversation_id);
CREATE INDEX tasks_turn ON tasks (turn_id);
COMMENT ON TABLE tasks IS 'Work for a department.';

CREATE TABLE transitions (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    property_id     uuid NOT NULL,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    from_state      text,
    to_state        text NOT NULL,
    trigger         text NOT NULL,
    actor           text NOT NULL CHECK (actor IN ('guest', 'ai', 'staff', 'system')),
    staff_id        uuid,
    reason          text,
    state_version   bigint NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX transitions_conversation ON transitions (conversation_id, id);
COMMENT ON TABLE transitions IS 'Every change of who owns the next word: who did it, why, and the version it made.';

CREATE TABLE notifications (
    id              uuid PRIMARY KEY DEFAULT uuid_v7(),
    property_id     uuid REFERENCES properties ON DELETE CASCADE,
    kind            text NOT NULL,
    severity        text NOT NULL DEFAULT 'warning' CHECK (severity IN ('info', 'warning', 'critical')),
    conversation_id uuid REFERENCES conversations ON DELETE CASCADE,
    delivery_id     uuid REFERENCES deliveries ON DELETE CASCADE,
    detail          jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
);
CREATE INDEX notifications_open ON notifications (property_id, created_at) WHERE acknowledged_at IS NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (delivery_id, kind) WHERE delivery_id IS NOT NULL;
COMMENT ON TABLE notifications IS 'What people must be told: a message that could not be delivered, a delivery nobody can vouch for, a webhook for a number nobody owns.';
