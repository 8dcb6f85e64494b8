-- The layer in place: one row per desa, geometry as WKB in EPSG:4326.
SELECT desa_code, desa_name, kecamatan_code, kecamatan_name, bps_code, area_km2, point_lon, point_lat, geometry
FROM desa
ORDER BY desa_code;
