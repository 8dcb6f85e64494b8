-- The service points in use: of files in use and of the office's own table, which has the last word. One row per point.
WITH edited AS (FROM service_point_edit QUALIFY edit_id = max(edit_id) OVER (PARTITION BY point_key)),
filed AS (
    SELECT r.load_id || '/' || r.row AS point_key, l.file_name, r.*
    FROM service_point_record r JOIN live_load l USING (load_id)
)
SELECT
    point_key,
    coalesce(e.kind, f.kind) AS kind,
    coalesce(e.name, f.name) AS name,
    coalesce(e.desa_code, f.desa_code) AS stated_code,
    CASE WHEN e.edit_id IS NULL THEN f.lon ELSE e.lon END AS lon,
    CASE WHEN e.edit_id IS NULL THEN f.lat ELSE e.lat END AS lat,
    CASE WHEN e.edit_id IS NULL THEN f.capacity ELSE e.capacity END AS capacity,
    coalesce(e.note, f.note) AS note,
    coalesce(f.file_name, '') AS file_name
FROM filed f FULL JOIN edited e USING (point_key)
WHERE (f.point_key IS NOT NULL OR point_key LIKE 'k/%') AND NOT coalesce(e.is_gone, false)
ORDER BY f.load_id NULLS LAST, f.row, e.point_key;
