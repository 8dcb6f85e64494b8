-- Who is to be brought something in a period: one row per program and family (or person of no known family).
-- Parameters: $period, $programs (list of keys).
SELECT person_key AS family_key, program, coalesce(desa_code, '') AS desa_code, dusun, lon, lat
FROM recipient
WHERE period = $period AND list_contains($programs, program)
ORDER BY person_key, program;
