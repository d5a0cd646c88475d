-- Nobody prolongs leases of turns: they are longer than any call to an engine.
DROP FUNCTION renew_turns(uuid[], uuid[], double precision);
