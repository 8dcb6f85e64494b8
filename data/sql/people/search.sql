-- Families, and recipients of no known family, of whom somebody is sought: one row per family.
-- Parameters: $letters (letters only, '' any), $digits (of NIK or No. KK, its end; '' any), $desa_code ('' any), $limit.
WITH hit AS (
    SELECT p.*,
        coalesce(f.no_kk, l.person_key, p.person_key) AS family_key, f.no_kk IS NOT NULL AS is_known,
        coalesce(f.desa_code, r.desa_code) AS at_desa
    FROM person p
    LEFT JOIN family f ON f.no_kk = p.no_kk
    LEFT JOIN recipient_led l
        ON f.no_kk IS NULL AND l.load_id = p.load_id AND l.sheet = p.sheet AND l.row = p.row
    LEFT JOIN recipient_said r ON r.load_id = l.load_id AND r.sheet = l.sheet AND r.row = l.row
    WHERE ($letters = '' OR contains(name_key(p.name), $letters))
      AND ($digits = '' OR ends_with(p.nik, $digits) OR ends_with(p.no_kk, $digits))
),
found AS (
    SELECT family_key, any_value(is_known) AS is_known, any_value(at_desa) AS desa_code,
        arg_max(name, is_head) AS name, arg_max(relation, is_head) AS relation
    FROM hit WHERE $desa_code = '' OR at_desa = $desa_code
    GROUP BY family_key
)
SELECT h.family_key, h.is_known, coalesce(f.name_head, h.name) AS name_head, h.name AS name_found,
    h.relation AS relation_found, if(h.is_known, h.family_key, NULL) AS no_kk,
    coalesce(d.desa_name, g.desa_name, h.desa_code, '') AS desa_name, f.dusun, f.rt, f.desil,
    (SELECT count(*) FROM person p WHERE p.no_kk = h.family_key) AS person_count
FROM found h
LEFT JOIN family f ON f.no_kk = h.family_key
LEFT JOIN desa d ON d.desa_code = h.desa_code
LEFT JOIN region g ON g.desa_code = h.desa_code
ORDER BY name_head, desa_name, h.family_key
LIMIT $limit;
