-- Who receives what in a period and has not left before it: one row per program and family, and per stranger.
-- Parameter: $period.
WITH away AS (FROM gone($period))
SELECT r.program, r.no_kk, dense_rank() OVER (ORDER BY r.person_key) AS person_number,
    coalesce(r.desa_code, '') AS desa_code, sum(r.amount_idr) AS amount_idr
FROM recipient r
WHERE r.period = $period
  AND NOT EXISTS (FROM away l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
GROUP BY r.program, r.no_kk, r.person_key, coalesce(r.desa_code, '')
ORDER BY r.program, r.no_kk, r.person_key;
