/// The reference's way to accept one message: a transaction of plain statements that writes the rows ours writes.
///
/// It is what a careful program without batching does. It is spared what ours does besides: HTTP, the signature, JSON,
/// rate limits, reopening, and the look for a repeat before it writes (a repeat would fail on the key).
struct IngestScript: Sendable {
    let guests: WebhookMint.Guests

    /// The whole transaction as a file for pgbench. `:lane`, `:turn`, `:message`, `:seq` and `:eseq` stay for what follows.
    var text: String {
        Self.count + "BEGIN;\n" + Self.receipt + (guests == .known ? Self.knownGuest : Self.stranger) + Self.message
            + "COMMIT;\n"
    }

    /// Each client goes through guests of its own.
    private static let count = """
        \\set n :n + 1
        \\set g :base + :client_id * :share + :n

        """

    static let receipt = """
        INSERT INTO receipts (provider, property_id, endpoint_id, status, body)
            VALUES ('whatsapp', :property, :endpoint, 'accepted', convert_to(repeat('x', :length), 'UTF8'));

        """

    private static let knownGuest = """
        SELECT guest_id AS guest FROM guest_identities
            WHERE property_id = :property AND kind = 'phone' AND value = '+1500' || lpad(:g::text, 7, '0') \\gset
        UPDATE conversations SET message_seq = message_seq + 1, event_seq = event_seq + 1, unread_count = unread_count + 1,
            open_turn_id = uuid_v7(), open_turn_opened_at = now(), turn_due_at = now(), rate_tokens = 99,
            rate_updated_at = now(), window_expires_at = now() + interval '24 hours', last_guest_message_at = now(),
            last_message_at = now(), last_author = 'guest'
            WHERE endpoint_id = :endpoint AND guest_id = :guest AND state <> 'resolved'
            RETURNING id AS lane, open_turn_id AS turn, message_seq AS seq, event_seq AS eseq \\gset

        """

    private static let stranger = """
        INSERT INTO guests (property_id, display_name) VALUES (:property, 'Sheena Nelson') RETURNING id AS guest \\gset
        INSERT INTO guest_identities (property_id, kind, value, guest_id)
            VALUES (:property, 'phone', '+1600' || lpad(:g::text, 7, '0'), :guest);
        INSERT INTO conversations (property_id, endpoint_id, guest_id, recipient_kind, recipient_value, state, owner_epoch,
            state_version, message_seq, event_seq, unread_count, open_turn_id, open_turn_opened_at, turn_due_at,
            rate_tokens, rate_updated_at, window_expires_at, last_guest_message_at, last_message_at, last_author)
            VALUES (:property, :endpoint, :guest, 'phone', '+1600' || lpad(:g::text, 7, '0'), 'active', 2, 2, 1, 3, 1,
            uuid_v7(), now(), now(), 99, now(), now() + interval '24 hours', now(), now(), 'guest')
            RETURNING id AS lane, open_turn_id AS turn, message_seq AS seq, event_seq AS eseq \\gset
        INSERT INTO transitions (property_id, conversation_id, from_state, to_state, trigger, actor, state_version)
            VALUES (:property, :lane, 'new', 'active', 'guest_message', 'guest', 2);
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload) VALUES
            (:property, :lane, 1, 'conversation.created', jsonb_build_object('guestId', :guest::uuid, 'endpointId', :endpoint::uuid)),
            (:property, :lane, 2, 'conversation.state_changed', '{"from": "new", "to": "active", "stateVersion": 2}');

        """

    private static let message = """
        INSERT INTO turns (id, property_id, conversation_id) VALUES (:turn, :property, :lane);
        INSERT INTO messages (property_id, conversation_id, seq, author, body, turn_id, decision, provider_message_id, sent_at)
            VALUES (:property, :lane, :seq, 'guest',
            'Hello! What time is breakfast served tomorrow, and is there something without gluten?', :turn, 'turn_opened',
            'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ' || lpad(:g::text, 12, '0'), now()) RETURNING id AS message \\gset
        INSERT INTO message_keys (endpoint_id, key, property_id, message_id, decision) VALUES (:endpoint,
            sha256(convert_to('wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ' || lpad(:g::text, 12, '0'), 'UTF8')), :property, :message,
            'turn_opened');
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload) VALUES (:property, :lane, :eseq,
            'message.received', jsonb_build_object('messageId', :message::uuid, 'seq', :seq::bigint, 'decision', 'turn_opened',
            'turnId', :turn::uuid));

        """
}
