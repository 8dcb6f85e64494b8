-- What the SPJ of one month needs: one row per program, desa with recipients, and document; with what is there.
-- Parameters: $period, $programs (list).
WITH listed AS (
    SELECT DISTINCT program, coalesce(desa_code, '') AS desa_code FROM recipient r
    WHERE period = $period AND list_contains($programs, program)
    UNION SELECT DISTINCT program, desa_code FROM handover_parcel WHERE period = $period AND list_contains($programs, program)
),
substitutes AS (
    SELECT h.program, p.desa_code, count(*) AS substitute_count, count(*) FILTER (h.letter = '') AS unlettered_count
    FROM handover_live h JOIN plan_parcel p USING (plan_id, person_key, program, period)
    WHERE h.kind = 'diserahkan' AND h.collector <> '' AND h.period = $period
    GROUP BY ALL
),
there AS (
    SELECT program, desa_code, document_key, count(*) AS entry_count, min(noted_at) AS there_at
    FROM spj_live WHERE period = $period GROUP BY ALL
)
SELECT l.program, l.desa_code, coalesce(c.desa_name, nullif(l.desa_code, ''), 'desa tidak diketahui') AS desa_name,
    n.document_key, d.label, n.due_days, n.source, coalesce(s.substitute_count, 0) AS substitute_count,
    coalesce(s.unlettered_count, 0) AS unlettered_count,
    coalesce(own.entry_count, 0) + coalesce(every.entry_count, 0) AS entry_count,
    least(own.there_at, every.there_at) AS there_at
FROM listed l
JOIN spj_need n USING (program)
JOIN spj_document d USING (document_key)
LEFT JOIN substitutes s ON s.program = l.program AND s.desa_code = l.desa_code
LEFT JOIN there own ON own.program = l.program AND own.document_key = n.document_key AND own.desa_code = l.desa_code AND l.desa_code <> ''
LEFT JOIN there every ON every.program = l.program AND every.document_key = n.document_key AND every.desa_code = ''
LEFT JOIN desa_called c ON c.desa_code = l.desa_code
WHERE d.only_with = '' OR (d.only_with = 'pengganti' AND coalesce(s.substitute_count, 0) > 0)
ORDER BY desa_name, l.program, d.position, n.document_key;
