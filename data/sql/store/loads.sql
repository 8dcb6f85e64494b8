-- What has been loaded: one row per file, newest first. Rows corrected since are taken in, not set aside.
WITH since AS (
    SELECT load_id, count(*) FILTER (state = 'masuk') AS entered, count(*) FILTER (state <> 'masuk') AS left_out
    FROM set_aside_left GROUP BY load_id
)
SELECT l.load_id, kind, file_name, program, period, loaded_at, row_count,
    accepted_count + coalesce(entered, 0)::INTEGER AS accepted_count,
    set_aside_count - coalesce(entered + left_out, 0)::INTEGER AS set_aside_count,
    facts, withdrawn_at, by_name, by_role
FROM load l LEFT JOIN since USING (load_id)
ORDER BY l.load_id DESC;
