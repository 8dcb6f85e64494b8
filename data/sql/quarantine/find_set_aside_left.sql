-- A row that waits no longer, of a file in use. Parameters: load, sheet, row, state.
SELECT row FROM set_aside_left JOIN live_load USING (load_id)
WHERE load_id = $1 AND sheet = $2 AND row = $3 AND state = $4;
