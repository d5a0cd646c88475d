-- What PostgreSQL knows of a table is looked at when a plan is made, and plans are kept. Of a hotel's first day it would
-- learn that a table has thirty rows, and that reading all of them is cheaper than looking one up ten times; kept while
-- the table grows to a hundred thousand, such a plan reads them all for every message. Knowing nothing, it looks up. So
-- it learns nothing of these tables by itself until they are of some size.

DO $$
DECLARE
    big text;
BEGIN
    FOREACH big IN ARRAY '{conversations,messages,message_keys,turns,deliveries,guests,guest_identities}'::text[] LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_insert_threshold = 10000)', big);
    END LOOP;
END
$$;
