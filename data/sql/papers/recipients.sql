-- Who receives, each family (or person of no known family) once: one row per recipient with the programs it is listed
-- for, and with the NIK and name of the row of the list that speaks of it last.
-- Parameters: $period, $programs (list), $desa_code ('' = all), $old_before (born up to that day: lansia).
WITH person AS (
    SELECT nik_head AS nik, no_kk FROM family WHERE nik_head IS NOT NULL
    UNION
    SELECT m.nik, m.no_kk FROM member_said m JOIN family USING (no_kk) WHERE m.nik IS NOT NULL AND NOT m.is_repeat
),
head AS (SELECT nik, min(no_kk) AS no_kk FROM person GROUP BY nik HAVING count(*) = 1),
listed AS (
    SELECT
        coalesce(
            h.no_kk, f.no_kk, r.nik, r.no_kk, r.name || '|' || coalesce(r.desa_code, r.desa_given, '')
        ) AS person_key,
        arg_max(r.nik, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS nik,
        arg_max(r.no_kk, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS no_kk
    FROM recipient_said r
    LEFT JOIN head h ON h.nik = r.nik
    LEFT JOIN family f ON f.no_kk = r.no_kk
    WHERE r.period = $period AND list_contains($programs, r.program)
    GROUP BY ALL
),
named AS (                              -- a list without usable NIK: that of the family's one member of that name
    SELECT no_kk, name, min(nik) AS nik FROM (
        SELECT no_kk, name, nik FROM member_said WHERE nik IS NOT NULL
        UNION SELECT no_kk, name_head, nik_head FROM family WHERE nik_head IS NOT NULL
    ) GROUP BY ALL HAVING count(DISTINCT nik) = 1
),
old AS (
    SELECT no_kk, count(DISTINCT coalesce(nik, name)) AS old_count FROM member_said
    WHERE NOT is_repeat AND born_on <= CAST($old_before AS DATE) GROUP BY no_kk
),
received AS (
    SELECT person_key, any_value(no_kk) AS family_kk, arg_max(name, program) AS name,
        coalesce(any_value(desa_code), '') AS desa_code, any_value(dusun) AS dusun,
        list(DISTINCT program ORDER BY program) AS programs
    FROM recipient
    WHERE period = $period AND list_contains($programs, program)
    GROUP BY person_key
)
SELECT r.desa_code, coalesce(nullif(r.name, ''), f.name_head, '') AS name,
    coalesce(l.nik, n.nik, '') AS nik,
    coalesce(r.family_kk, l.no_kk, '') AS no_kk,
    coalesce(f.dusun, r.dusun, '') AS dusun, coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw,
    coalesce(o.old_count, 0) AS old_count, r.programs
FROM received r
LEFT JOIN listed l USING (person_key)
LEFT JOIN family f ON f.no_kk = r.family_kk
LEFT JOIN named n ON n.no_kk = r.family_kk AND n.name = r.name
LEFT JOIN old o ON o.no_kk = r.family_kk
WHERE $desa_code = '' OR r.desa_code = $desa_code
ORDER BY r.desa_code, dusun, rt, rw, name, r.person_key;
