-- Homes with a usable coordinate: one row per family, no identity.
-- Parameters: $period, $programs, $poor_desil_max.
SELECT coalesce(f.desa_code, '') AS desa_code, f.lon, f.lat, coalesce(f.desil <= $poor_desil_max, false) AND l.person_key IS NULL AS is_poor,
    EXISTS (
        FROM recipient r
        WHERE r.no_kk = f.no_kk AND r.period = $period AND list_contains($programs, r.program)
          AND NOT EXISTS (FROM gone($period) o WHERE o.person_key = r.no_kk AND o.what IN ('keluarga', r.program))
    ) AS is_served
FROM family f LEFT JOIN gone($period) l ON l.person_key = f.no_kk AND l.what = 'keluarga'
WHERE f.lon IS NOT NULL AND NOT coalesce(l.is_away, false)
ORDER BY f.no_kk;
