-- A row counts no longer (`record_table` is the table of its role). Parameters: load, sheet, row.
DELETE FROM record_table WHERE load_id = $1 AND sheet = $2 AND row = $3;
