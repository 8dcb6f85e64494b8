-- The families of a place in a period, without identity: one row per family. Who has left is treated as in coverage/counts.
-- Members who died or moved before the day are left out. A group is empty where it is not known: nobody known belongs to it,
-- and not of every member is known whether he does.
-- Parameters: $period, $poor_desil_max, $on (date), $elderly_age (years).
WITH away AS (FROM gone($period)),
people AS (
    SELECT no_kk,
        bool_or(sex = 'P') FILTER (is_head) AS is_led_by_woman,
        coalesce(bool_or(date_sub('year', born_on, $on) >= $elderly_age), false) AS has_elderly,
        coalesce(bool_or(is_disabled), false) AS has_disabled,
        count(born_on) AS born_known, count(is_disabled) AS disabled_known
    FROM person
    WHERE no_kk IS NOT NULL AND (status IS NULL OR status_on > $on)
    GROUP BY no_kk
)
SELECT
    row_number() OVER (ORDER BY f.no_kk) - 1 AS family_number,
    coalesce(f.desa_code, '') AS desa_code,
    coalesce(f.dusun, '') AS dusun,
    f.desil,
    coalesce(f.desil <= $poor_desil_max, false) AND l.person_key IS NULL AS is_poor,
    f.member_count, f.lon, f.lat,
    p.is_led_by_woman,
    CASE WHEN p.has_elderly OR p.born_known >= f.member_count THEN p.has_elderly END AS has_elderly,
    CASE WHEN p.has_disabled OR p.disabled_known >= f.member_count THEN p.has_disabled END AS has_disabled,
    coalesce(n.is_priority, false) AS is_priority,
    f.no_kk
FROM family f
LEFT JOIN away l ON l.person_key = f.no_kk AND l.what = 'keluarga'
LEFT JOIN people p ON p.no_kk = f.no_kk
LEFT JOIN priority_now n ON n.person_key = f.no_kk
WHERE NOT coalesce(l.is_away, false);
