-- Who receives and has not left: one row per family (or person of no known family) with the programs it is listed for,
-- the NIK and name of the row of the list that speaks of it last, and who in the family needs care.
-- Parameters: $period, $programs (list), $desa_code ('' = all), $old_before (born up to that day: lansia).
WITH listed AS (
    SELECT l.person_key,
        arg_max(r.nik, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS nik,
        arg_max(r.no_kk, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS no_kk
    FROM recipient_said r
    JOIN recipient_led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
    WHERE r.period = $period AND list_contains($programs, r.program)
    GROUP BY l.person_key
),
named AS (                              -- a list without usable NIK: that of the family's one member of that name
    SELECT no_kk, name, min(nik) AS nik FROM (
        SELECT no_kk, name, nik FROM member_said WHERE nik IS NOT NULL
        UNION SELECT no_kk, name_head, nik_head FROM family WHERE nik_head IS NOT NULL
    ) GROUP BY ALL HAVING count(DISTINCT nik) = 1
),
care AS (
    SELECT no_kk, bool_or(born_on <= CAST($old_before AS DATE)) AS has_old, bool_or(is_disabled) AS has_disabled,
        bool_or(is_pregnant) AS has_pregnant
    FROM person WHERE status IS NULL GROUP BY no_kk
),
received AS (
    SELECT person_key, any_value(no_kk) AS family_kk, arg_max(name, program) AS name,
        coalesce(any_value(desa_code), '') AS desa_code, any_value(dusun) AS dusun,
        list(DISTINCT program ORDER BY program) AS programs
    FROM recipient r
    WHERE period = $period AND list_contains($programs, program)
      AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
    GROUP BY person_key
)
SELECT r.desa_code, coalesce(nullif(r.name, ''), f.name_head, '') AS name,
    coalesce(l.nik, n.nik, '') AS nik,
    coalesce(r.family_kk, l.no_kk, '') AS no_kk,
    coalesce(f.dusun, r.dusun, '') AS dusun, coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw,
    coalesce(c.has_old, false) AS has_old, coalesce(c.has_disabled, false) AS has_disabled,
    coalesce(c.has_pregnant, false) AS has_pregnant, r.programs
FROM received r
LEFT JOIN listed l USING (person_key)
LEFT JOIN family f ON f.no_kk = r.family_kk
LEFT JOIN named n ON n.no_kk = r.family_kk AND n.name = r.name
LEFT JOIN care c ON c.no_kk = r.family_kk
WHERE $desa_code = '' OR r.desa_code = $desa_code
ORDER BY r.desa_code, dusun, rt, rw, name, r.person_key;
