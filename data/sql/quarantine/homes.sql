-- The desa that a number leads to, as a No. KK (`kind` kk) and as a NIK (nik): of the family or person, else of rows of
-- recipients; none where rows disagree. Parameter: $numbers.
WITH wanted AS (SELECT DISTINCT unnest($numbers) AS number),
said AS (
    SELECT 'kk' AS kind, no_kk AS number, desa_code, 0 AS rank FROM family
    UNION ALL SELECT 'nik', p.nik, f.desa_code, 0 FROM person p JOIN family f USING (no_kk)
    UNION ALL SELECT 'kk', no_kk, desa_code, 1 FROM recipient_said
    UNION ALL SELECT 'nik', nik, desa_code, 1 FROM recipient_said
),
nearest AS (
    SELECT kind, number, desa_code FROM said JOIN wanted USING (number) WHERE desa_code IS NOT NULL
    QUALIFY rank = min(rank) OVER (PARTITION BY kind, number)
)
SELECT kind, number, any_value(desa_code) AS desa_code FROM nearest GROUP BY kind, number HAVING count(DISTINCT desa_code) = 1;
