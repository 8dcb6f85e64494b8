-- People by NIK, with the family they belong to: one row per one found. Parameter: $keys (list).
SELECT w.said, recipient_key(f.no_kk, p.nik, NULL, NULL, NULL) AS person_key, p.nik
FROM (SELECT DISTINCT unnest($keys) AS said) w
JOIN person p ON p.nik = w.said
LEFT JOIN family f ON f.no_kk = p.no_kk
ORDER BY p.nik;
