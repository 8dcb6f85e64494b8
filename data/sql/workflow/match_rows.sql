-- Every row of every list of recipients in use, and how it leads to a family: one row per row of a file, one way each.
-- Names are compared only where neither NIK nor KK leads anywhere, within the desa that the row states; what they find
-- is a suggestion. Parameters: $kinds (kinds of files that list recipients), $likeness (0–1, Jaro-Winkler).
WITH taken AS (
    SELECT r.load_id, r.sheet, r.row, r.nik IS NOT NULL AS has_nik, r.desa_code AS row_desa, r.name,
        name_key(r.name) AS name_key, l.no_kk,
        CASE
            WHEN l.matched_by = 'NIK' AND (r.nik = f.nik_head OR h.nik IS NOT NULL) THEN 'nik_head'
            WHEN l.matched_by = 'NIK' THEN 'nik_member'
            WHEN l.matched_by = 'KK' THEN 'kk'
        END AS how,
        coalesce(f.desa_code, r.desa_code, '') AS desa_code
    FROM recipient_said r
    JOIN recipient_led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
    LEFT JOIN family f ON f.no_kk = l.no_kk
    LEFT JOIN (SELECT nik, no_kk FROM person WHERE is_head AND nik IS NOT NULL) h ON h.nik = r.nik AND h.no_kk = l.no_kk
),
named AS (
    SELECT DISTINCT f.desa_code, f.no_kk, p.name, name_key(p.name) AS name_key
    FROM person p JOIN family f USING (no_kk)
    WHERE p.known_from <> 'penerima' AND name_key(p.name) IS NOT NULL
),
likely AS (
    SELECT t.load_id, t.sheet, t.row, n.no_kk, n.name,
        if(n.name_key = t.name_key, 1.0, jaro_winkler_similarity(n.name_key, t.name_key)) AS score
    FROM taken t
    JOIN named n ON n.desa_code = t.row_desa AND left(n.name_key, 1) = left(t.name_key, 1)
    WHERE t.how IS NULL AND score >= $likeness
),
best AS (
    SELECT load_id, sheet, row, max(score) AS score, count(DISTINCT no_kk) FILTER (score = 1.0) AS same_count,
        arg_max(name, {score: score, no_kk: no_kk}) AS suggested, arg_max(no_kk, {score: score, no_kk: no_kk}) AS suggested_kk
    FROM likely GROUP BY load_id, sheet, row
),
every AS (
    SELECT t.load_id, t.sheet, t.row, t.has_nik, t.desa_code, t.name,
        coalesce(t.how, CASE WHEN b.same_count = 1 THEN 'name' WHEN b.score IS NOT NULL THEN 'likeness' ELSE 'none' END) AS how,
        b.score, b.suggested, b.suggested_kk
    FROM taken t LEFT JOIN best b USING (load_id, sheet, row)
    UNION ALL
    SELECT s.load_id, s.sheet, s.row, false, '', NULL, 'set_aside', NULL, NULL, NULL
    FROM set_aside s
    JOIN live_load o ON o.load_id = s.load_id AND list_contains($kinds, o.kind)
    ANTI JOIN taken t ON t.load_id = s.load_id AND t.sheet = s.sheet AND t.row = s.row
)
SELECT e.*, o.file_name AS file, o.program, o.period, coalesce(d.desa_name, e.desa_code) AS desa_name
FROM every e
JOIN live_load o USING (load_id)
LEFT JOIN desa_called d ON d.desa_code = e.desa_code
ORDER BY e.load_id, e.sheet, e.row;
