-- Desa that deliveries go to, with a point inside where a boundary is loaded: one row per desa.
SELECT d.desa_code, d.desa_name, d.point_lon, d.point_lat FROM desa d
UNION ALL
SELECT r.desa_code, coalesce(any_value(g.desa_name), r.desa_code), NULL, NULL
FROM recipient r LEFT JOIN region g ON g.desa_code = r.desa_code
WHERE r.desa_code IS NOT NULL AND r.desa_code NOT IN (SELECT desa_code FROM desa)
GROUP BY r.desa_code
ORDER BY 1;
