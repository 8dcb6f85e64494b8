-- What a list for the musdes says of families: one row per family.
-- Parameter: $numbers_of_cards (list of No. KK).
SELECT f.no_kk, f.nik_head, coalesce(f.name_head, '') AS name_head,
    coalesce(d.desa_name, g.desa_name, f.desa_code, '') AS desa_name,
    coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw
FROM family f
LEFT JOIN desa d ON d.desa_code = f.desa_code
LEFT JOIN region g ON g.desa_code = f.desa_code
WHERE list_contains($numbers_of_cards, f.no_kk)
ORDER BY f.no_kk;
