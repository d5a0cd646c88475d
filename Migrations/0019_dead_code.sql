-- Nothing calls it any more: people escalate through change_conversation, turns in their own commit.
DROP FUNCTION escalate_conversation(uuid, text, text, uuid);
