-- Recipients of a period who belong to no known family and have not left before it: one row per desa and program, and one
-- per desa with program '' for all programs together, who is in several lists counted once.
-- Parameter: $period.
WITH away AS (FROM gone($period))
SELECT coalesce(r.desa_code, '') AS desa_code, coalesce(r.program, '') AS program,
    count(DISTINCT r.person_key) AS recipient_count
FROM recipient r
WHERE r.period = $period AND r.no_kk IS NULL
  AND NOT EXISTS (FROM away l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
GROUP BY GROUPING SETS ((coalesce(r.desa_code, ''), r.program), (coalesce(r.desa_code, '')))
ORDER BY ALL;
