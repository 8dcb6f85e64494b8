-- Suspected doubles with what each side says and what was decided: one row per pair of statements.
-- Parameters: $desa_code ('' all), $family_key (person_key; '' all), $pair_id ('' all).
WITH pair AS (
    SELECT md5(key_a || '#' || key_b) AS pair_id, key_a, key_b, string_agg(DISTINCT kind, ',' ORDER BY kind) AS kinds,
        any_value(desa_code) AS desa_code,
        arg_min({load_id: other_load_id, sheet: other_sheet, row: other_row}, load_id) AS first,
        arg_min({load_id: load_id, sheet: sheet, row: row}, load_id) AS second
    FROM duplicate_pair
    WHERE $desa_code = '' OR desa_code = $desa_code
    GROUP BY key_a, key_b
)
SELECT p.pair_id, p.key_a, p.key_b, p.kinds, p.desa_code, coalesce(e.desa_name, g.desa_name, p.desa_code, '') AS desa_name,
    a.name AS name_1, a.nik AS nik_1, a.no_kk AS no_kk_1, coalesce(a.born_on, m.born_on) AS born_1,
    coalesce(a.sex, m.sex) AS sex_1, a.list AS list_1, la.file_name AS file_1, a.sheet AS sheet_1, a.row AS row_1,
    b.name AS name_2, b.nik AS nik_2, b.no_kk AS no_kk_2, coalesce(b.born_on, n.born_on) AS born_2,
    coalesce(b.sex, n.sex) AS sex_2, b.list AS list_2, lb.file_name AS file_2, b.sheet AS sheet_2, b.row AS row_2,
    d.decision, d.reason, d.decided_at, d.by_name
FROM pair p
JOIN person_said a ON a.load_id = p.first.load_id AND a.sheet = p.first.sheet AND a.row = p.first.row
JOIN person_said b ON b.load_id = p.second.load_id AND b.sheet = p.second.sheet AND b.row = p.second.row
JOIN load la ON la.load_id = a.load_id
JOIN load lb ON lb.load_id = b.load_id
LEFT JOIN person m ON m.nik = a.nik
LEFT JOIN person n ON n.nik = b.nik
LEFT JOIN desa e ON e.desa_code = p.desa_code
LEFT JOIN region g ON g.desa_code = p.desa_code
LEFT JOIN duplicate_decided d ON d.key_a = p.key_a AND d.key_b = p.key_b
WHERE ($pair_id = '' OR p.pair_id = $pair_id)
  AND ($family_key = '' OR $family_key IN (a.no_kk, b.no_kk, m.no_kk, n.no_kk, nik_key(a.nik), nik_key(b.nik)))
ORDER BY p.kinds = 'baris_ganda', desa_name, p.kinds, a.name, p.pair_id;
