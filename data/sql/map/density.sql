-- Poor families per square cell of a grid, so that no single home travels: one row per cell.
-- Parameters: $cell_deg (side in degrees), $poor_desil_max.
SELECT
    (floor(lon / $cell_deg) + 0.5) * $cell_deg AS lon,
    (floor(lat / $cell_deg) + 0.5) * $cell_deg AS lat,
    count(*) AS families,
    count(*) FILTER (desil <= $poor_desil_max) AS poor_families
FROM family
WHERE lon IS NOT NULL
GROUP BY ALL
ORDER BY lon, lat;
