-- The layer in place: as the newest load of boundaries in use has left it.
INSERT INTO desa
SELECT desa_code, desa_name, kecamatan_code, kecamatan_name, bps_code, area_km2, point_lon, point_lat, geometry, load_id
FROM layer_record
WHERE load_id = (SELECT max(load_id) FROM live_load WHERE kind = 'boundaries');
