-- Which families receive what in a period and have not left before it: one row per program, with the numbers of the families
-- (those of targeting/families) and what the list says each is given, in the same order.
-- Parameter: $period.
WITH away AS (FROM gone($period)),
here AS (
    SELECT program, no_kk, sum(amount_idr) AS amount_idr
    FROM recipient r
    WHERE r.period = $period AND no_kk IS NOT NULL
      AND NOT EXISTS (FROM away l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
    GROUP BY program, no_kk
),
numbered AS (
    SELECT f.no_kk, row_number() OVER (ORDER BY f.no_kk) - 1 AS family_number
    FROM family f LEFT JOIN away l ON l.person_key = f.no_kk AND l.what = 'keluarga'
    WHERE NOT coalesce(l.is_away, false)
)
SELECT h.program,
    list(n.family_number) FILTER (n.family_number IS NOT NULL) AS family_numbers,
    list(coalesce(CAST(h.amount_idr AS DOUBLE), 'nan')) FILTER (n.family_number IS NOT NULL) AS amounts_idr
FROM here h LEFT JOIN numbered n USING (no_kk)
GROUP BY h.program
ORDER BY h.program;
