/// The reference's way through a whole turn: one transaction a step, as a straightforward implementation would.
///
/// It writes the rows ours writes and knows beforehand which rows those are: it is spared the search for due work, and
/// it does not even read what an engine must be told.
enum TurnScript {
    /// The whole turn as a file for pgbench.
    static var text: String {
        IngestScript(guests: .known).text
            + [claimTurn, finishTurn, claimDelivery, finishDelivery, mergeReceipt].map { "BEGIN;\n\($0)COMMIT;\n" }
            .joined()
    }

    private static let claimTurn = """
        UPDATE turns SET state = 'running', lease_token = gen_random_uuid(), lease_node = 'reference', attempts = attempts + 1,
            started_at = now(), owner_epoch = 2 WHERE id = :turn;
        UPDATE conversations SET running_turn_id = :turn, open_turn_id = NULL, open_turn_opened_at = NULL,
            turn_due_at = now() + interval '60 seconds' WHERE id = :lane;

        """

    private static let finishTurn = """
        UPDATE conversations SET message_seq = message_seq + 1, event_seq = event_seq + 2, running_turn_id = NULL,
            turn_due_at = NULL, delivery_due_at = now(), current_intent = 'info.breakfast', last_message_at = now(),
            last_author = 'ai'
            WHERE id = :lane AND state = 'active' AND owner_epoch = 2
            RETURNING message_seq AS seq, event_seq AS eseq, recipient_value AS recipient \\gset
        INSERT INTO messages (property_id, conversation_id, seq, author, body, turn_id) VALUES (:property, :lane, :seq, 'ai',
            'Breakfast is served from 7 to 10:30 in the restaurant.', :turn) RETURNING id AS answer \\gset
        INSERT INTO deliveries (property_id, conversation_id, endpoint_id, message_id, seq, author, owner_epoch, recipient_kind,
            recipient_value) VALUES (:property, :lane, :endpoint, :answer, :seq, 'ai', 2, 'phone', :recipient)
            RETURNING id AS delivery \\gset
        UPDATE turns SET state = 'done', lease_token = NULL, finished_at = now(), outcome = 'answered', intent = 'info.breakfast',
            confidence = 0.97, engine = 'reference' WHERE id = :turn;
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload) VALUES
            (:property, :lane, :eseq::bigint - 1, 'message.created', jsonb_build_object('messageId', :answer::uuid,
                'seq', :seq::bigint, 'author', 'ai', 'turnId', :turn::uuid)),
            (:property, :lane, :eseq::bigint, 'turn.finished', jsonb_build_object('turnId', :turn::uuid, 'outcome', 'answered',
                'intent', 'info.breakfast', 'confidence', 0.97));

        """

    private static let claimDelivery = """
        UPDATE deliveries SET state = 'sending', lease_token = gen_random_uuid(), attempts = attempts + 1, sending_at = now()
            WHERE id = :delivery;
        UPDATE conversations SET sending_delivery_id = :delivery, delivery_due_at = now() + interval '30 seconds'
            WHERE id = :lane;

        """

    private static let finishDelivery = """
        UPDATE deliveries SET state = 'sent', lease_token = NULL, sent_at = now(),
            provider_message_id = 'wamid.out.' || :delivery::text WHERE id = :delivery;
        UPDATE conversations SET event_seq = event_seq + 1, sending_delivery_id = NULL, delivery_due_at = NULL
            WHERE id = :lane RETURNING event_seq AS eseq \\gset
        INSERT INTO delivery_attempts (property_id, delivery_id, attempt, outcome, node)
            VALUES (:property, :delivery, 1, 'accepted', 'reference');
        INSERT INTO events (property_id, conversation_id, event_seq, kind, payload) VALUES (:property, :lane, :eseq,
            'delivery.updated', jsonb_build_object('deliveryId', :delivery::uuid, 'messageId', :answer::uuid, 'state', 'sent'));

        """

    private static let mergeReceipt =
        IngestScript.receipt + """
            UPDATE deliveries SET state = 'delivered', delivered_at = now() WHERE id = :delivery;
            UPDATE conversations SET event_seq = event_seq + 1 WHERE id = :lane RETURNING event_seq AS eseq \\gset
            INSERT INTO events (property_id, conversation_id, event_seq, kind, payload) VALUES (:property, :lane, :eseq,
                'delivery.updated', jsonb_build_object('deliveryId', :delivery::uuid, 'messageId', :answer::uuid, 'state', 'delivered'));

            """
}
