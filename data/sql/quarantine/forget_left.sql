-- A row that waits again has not left. Parameters: load, sheet, row.
DELETE FROM set_aside_left WHERE load_id = $1 AND sheet = $2 AND row = $3;
