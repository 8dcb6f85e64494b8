-- A row that waits in a file in use. Parameters: load, sheet, row, state (always 'menunggu').
SELECT row FROM set_aside JOIN live_load USING (load_id)
WHERE load_id = $1 AND sheet = $2 AND row = $3 AND $4 = 'menunggu';
