-- A load in use whose rows may wait. Parameter: its number.
SELECT kind, file_name, program, period, facts FROM live_load WHERE load_id = $1;
