-- The records of one load (`record_table` is the table of its role). Parameter: its number.
SELECT * FROM record_table WHERE load_id = $1;
