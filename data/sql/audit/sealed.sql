-- The changes that each entry of the audit stands for, as one SHA-256 (data/chain.py writes them the same way): one row per
-- range of changes, who and topic. `change_first` empty: changes that no range holds.
WITH whole AS (
    SELECT DISTINCT change_first, change_last, topic = '' AS is_whole FROM audit WHERE change_first IS NOT NULL
),
placed AS (
    SELECT c.*, if(c.change_id <= w.change_last, w.change_first, NULL) AS change_first,
        coalesce(w.is_whole AND c.change_id <= w.change_last, false) AS is_whole,
        array_to_string(list_transform([
            CAST(change_id AS VARCHAR), CAST(changed_at AS VARCHAR), by_name, by_role, subject, subject_key, field, before,
            after, reason, CAST(load_id AS VARCHAR)
        ], lambda cell: coalesce(length(cell) || ':' || cell, '-')), '') AS line
    FROM change c ASOF LEFT JOIN whole w ON c.change_id >= w.change_first
)
SELECT change_first, CASE WHEN is_whole THEN '' WHEN subject IN ('keluarga', 'orang', 'baris', 'usulan', 'pasangan')
    THEN subject || '/' || field ELSE subject || '/' || field || '/' || change_id END AS topic, if(is_whole, '', by_name) AS by_name,
    if(is_whole, '', by_role) AS by_role, count(*) AS change_count, sha256(string_agg(line, chr(10) ORDER BY change_id)) AS sha
FROM placed
GROUP BY ALL;
