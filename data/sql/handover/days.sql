-- Families per day and kind of event that stands. Parameters: $first, $last (dates), $programs (list).
SELECT on_date, kind, count(DISTINCT person_key) AS family_count
FROM handover_live
WHERE on_date BETWEEN CAST($first AS DATE) AND CAST($last AS DATE) AND list_contains($programs, program)
GROUP BY ALL ORDER BY ALL;
