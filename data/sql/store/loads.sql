-- What has been loaded: one row per file, newest first.
SELECT load_id, kind, file_name, program, period, loaded_at, row_count, accepted_count, set_aside_count, facts, withdrawn_at,
    by_name, by_role
FROM load
ORDER BY load_id DESC;
