-- What one family receives, as the lists name it: one row per row of a list, newest period first. Parameter: $key.
SELECT l.program, l.period, r.name, r.nik, r.amount_idr, l.matched_by, p.relation, p.is_head,
    coalesce(p.known_from = 'penerima', true) AS is_stranger, o.file_name AS file, l.sheet, l.row
FROM recipient_led l
JOIN recipient_said r ON r.load_id = l.load_id AND r.sheet = l.sheet AND r.row = l.row
JOIN load o ON o.load_id = l.load_id
LEFT JOIN person p ON p.nik = r.nik OR (r.nik IS NULL AND p.no_kk = l.no_kk AND name_key(p.name) = name_key(r.name))
WHERE l.person_key = $key
QUALIFY row_number() OVER (PARTITION BY l.load_id, l.sheet, l.row ORDER BY p.person_key) = 1
ORDER BY l.period DESC, l.program, l.load_id, l.row;
