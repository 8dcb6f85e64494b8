-- Who is to be brought something in a period and has not left before it: one row per program and family (or person of no
-- known family).
-- Parameters: $period, $programs (list of keys).
SELECT person_key AS family_key, program, coalesce(desa_code, '') AS desa_code, dusun, lon, lat
FROM recipient r
WHERE period = $period AND list_contains($programs, program)
  AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
ORDER BY person_key, program;
