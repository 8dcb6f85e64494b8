-- The people of one family, the head first, then as their file has them: one row per person. Parameters: $key, $on (date).
SELECT p.nik, p.name, p.sex, p.born_on, p.born_how, date_sub('year', p.born_on, $on) AS age, p.relation,
    p.is_head, coalesce(p.is_pregnant, false) AS is_pregnant, coalesce(p.is_disabled, false) AS is_disabled, p.status,
    p.status_on, l.file_name AS status_file, p.known_from
FROM person p
LEFT JOIN load l ON l.load_id = p.status_load_id
WHERE p.no_kk = $key OR p.person_key = $key
ORDER BY NOT p.is_head, p.known_from = 'penerima', p.relation LIKE 'istri%' DESC, p.born_on, p.name;
