-- The desa that a number leads to: of the family with this KK number or this person, else of rows of recipients; none
-- where rows disagree. Parameter: $numbers.
WITH wanted AS (SELECT DISTINCT unnest($numbers) AS number),
said AS (
    SELECT no_kk AS number, desa_code, 0 AS rank FROM family
    UNION ALL SELECT p.nik, f.desa_code, 0 FROM person p JOIN family f USING (no_kk)
    UNION ALL SELECT no_kk, desa_code, 1 FROM recipient_said
    UNION ALL SELECT nik, desa_code, 1 FROM recipient_said
),
nearest AS (
    SELECT number, desa_code FROM said JOIN wanted USING (number) WHERE desa_code IS NOT NULL
    QUALIFY rank = min(rank) OVER (PARTITION BY number)
)
SELECT number, any_value(desa_code) AS desa_code FROM nearest GROUP BY number HAVING count(DISTINCT desa_code) = 1;
