-- Homes with a usable coordinate: one row per family, no identity.
-- Parameters: $period, $programs, $poor_desil_max.
SELECT coalesce(f.desa_code, '') AS desa_code, f.lon, f.lat, coalesce(f.desil <= $poor_desil_max, false) AS is_poor,
    EXISTS (
        FROM recipient r
        WHERE r.no_kk = f.no_kk AND r.period = $period AND list_contains($programs, r.program)
    ) AS is_served
FROM family f
WHERE f.lon IS NOT NULL
ORDER BY f.no_kk;
