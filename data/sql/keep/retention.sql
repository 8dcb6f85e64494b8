-- Files with personal data: what each is kept for and until when. Parameters: $months (where the office says nothing),
-- $kinds (of files that hold personal data).
SELECT l.load_id, l.file_name, l.kind, l.loaded_at, coalesce(r.purpose, '') AS purpose,
    CAST(coalesce(r.keep_until, CAST(l.loaded_at AS DATE) + to_months(CAST($months AS INTEGER))) AS TIMESTAMP) AS keep_until,
    r.load_id IS NOT NULL AS is_said,
    CASE WHEN p.load_id IS NOT NULL THEN 'dihapus' WHEN l.withdrawn_at IS NOT NULL THEN 'ditarik' ELSE 'dipakai' END AS state,
    l.row_count
FROM load l LEFT JOIN retention_now r USING (load_id) LEFT JOIN purged p USING (load_id)
WHERE list_contains($kinds, l.kind)
ORDER BY keep_until, l.load_id;
