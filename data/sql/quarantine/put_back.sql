-- A row waits again. Parameters: load, sheet, row.
INSERT INTO set_aside (load_id, sheet, row, cells, said, typed)
SELECT load_id, sheet, row, cells, said, typed FROM set_aside_left WHERE load_id = $1 AND sheet = $2 AND row = $3;
