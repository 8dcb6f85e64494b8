-- Who has left and not come back: one row per leaving, the newest first. Parameter: $desa_code ('' = all).
SELECT l.leaving_id, l.person_key, coalesce(f.name_head, r.name, '') AS name,
    coalesce(d.desa_name, f.desa_code, r.desa_code, '') AS desa_name,
    l.what, l.cause, l.left_on, l.note, l.by_name
FROM leaving l
ANTI JOIN leaving_end e USING (leaving_id)
LEFT JOIN family f ON f.no_kk = l.person_key
LEFT JOIN (
    SELECT person_key, any_value(name) AS name, any_value(desa_code) AS desa_code FROM recipient GROUP BY person_key
) r ON r.person_key = l.person_key
LEFT JOIN desa_called d ON d.desa_code = coalesce(f.desa_code, r.desa_code)
WHERE $desa_code = '' OR coalesce(f.desa_code, r.desa_code) = $desa_code
ORDER BY l.leaving_id DESC;
