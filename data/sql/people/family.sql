-- One family, or one recipient of no known family: one row. Parameter: $key (person_key).
SELECT f.no_kk, coalesce(f.name_head, r.name) AS name_head, f.nik_head, coalesce(f.desa_code, r.desa_code, '') AS desa_code,
    coalesce(d.desa_name, g.desa_name, f.desa_code, r.desa_code, '') AS desa_name,
    coalesce(f.dusun, r.dusun) AS dusun, f.rt, f.rw, f.desil, f.member_count,
    coalesce(f.lon, r.lon) AS lon, coalesce(f.lat, r.lat) AS lat
FROM (SELECT $key AS key) k
LEFT JOIN family f ON f.no_kk = k.key
LEFT JOIN (
    SELECT person_key, any_value(name) AS name, any_value(desa_code) AS desa_code, any_value(dusun) AS dusun,
        any_value(lon) AS lon, any_value(lat) AS lat
    FROM recipient WHERE no_kk IS NULL GROUP BY person_key
) r ON r.person_key = k.key
LEFT JOIN desa d ON d.desa_code = coalesce(f.desa_code, r.desa_code)
LEFT JOIN region g ON g.desa_code = coalesce(f.desa_code, r.desa_code)
WHERE f.no_kk IS NOT NULL OR r.person_key IS NOT NULL;
