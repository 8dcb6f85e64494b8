-- Vulnerable members of each family, who is dead or moved left out: one row per family with members.
-- Parameters: $no_kk ('' all), $on (date), $elderly_age (years), $toddler_age (years, below).
SELECT no_kk,
    count(*) AS person_count,
    count(*) FILTER (date_sub('year', born_on, $on) >= $elderly_age) AS elderly_count,
    count(*) FILTER (is_disabled) AS disabled_count,
    count(*) FILTER (is_pregnant) AS pregnant_count,
    count(*) FILTER (date_sub('year', born_on, $on) < $toddler_age) AS toddler_count,
    coalesce(bool_or(is_head AND sex = 'P'), false) AS is_led_by_woman
FROM person
WHERE no_kk IS NOT NULL AND ($no_kk = '' OR no_kk = $no_kk)
  AND (status IS NULL OR status_on > $on)
GROUP BY no_kk
ORDER BY no_kk;
