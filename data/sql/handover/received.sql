-- Who is to receive in one month, and who has: one row per program and desa. Received is what a trip has handed over or a
-- list of deliveries says. Parameters: $period, $programs (list), $words and $word_programs (lists of equal length: how the
-- lists of deliveries call a program, its key).
WITH called AS (SELECT unnest($words) AS word, unnest($word_programs) AS program),
handed AS (
    SELECT person_key, program, on_date FROM handover_live
    WHERE kind = 'diserahkan' AND period = $period AND list_contains($programs, program)
    UNION ALL
    SELECT d.person_key, c.program, d.on_date
    FROM delivery_received d JOIN called c ON c.word = d.program_given
    WHERE d.period = $period AND list_contains($programs, c.program)
),
got AS (SELECT person_key, program, max(on_date) AS last_on FROM handed WHERE person_key IS NOT NULL GROUP BY ALL),
listed AS (
    SELECT person_key, program, desa_code FROM recipient r
    WHERE period = $period AND list_contains($programs, program)
      AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
),
entitled AS (
    FROM listed
    UNION ALL                           -- sent out by a plan, and since then gone from the lists
    SELECT DISTINCT h.person_key, h.program, h.desa_code FROM handover_parcel h
    WHERE h.period = $period AND h.delivered > 0 AND list_contains($programs, h.program)
      AND NOT EXISTS (FROM listed r WHERE r.person_key = h.person_key AND r.program = h.program)
)
SELECT e.program, $period AS period, coalesce(e.desa_code, '') AS desa_code,
    coalesce(any_value(d.desa_name), any_value(e.desa_code), 'desa tidak diketahui') AS desa_name,
    count(*) AS family_count, count(g.person_key) AS received_count, max(g.last_on) AS last_on
FROM entitled e
LEFT JOIN got g USING (person_key, program)
LEFT JOIN desa_called d ON d.desa_code = e.desa_code
GROUP BY e.program, coalesce(e.desa_code, '')
ORDER BY desa_name, e.program, desa_code;
