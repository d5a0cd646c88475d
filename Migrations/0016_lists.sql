-- Lists begin at the property, which no look-up of a guest's lane names: with the endpoint first, a plan made while the
-- tables were empty could take this index to find a guest's last closed lane, and read all the closed ones there are.
DROP INDEX conversations_listed;
CREATE INDEX conversations_listed ON conversations (property_id, endpoint_id, state, last_message_at DESC, id DESC);
