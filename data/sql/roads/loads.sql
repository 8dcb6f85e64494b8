-- The files of roads in use, in the order in which they were loaded.
SELECT load_id, file_name, loaded_at, row_count, facts FROM live_load WHERE kind = 'roads' ORDER BY load_id;
