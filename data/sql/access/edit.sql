-- What the office says of a service point. Parameters: key, gone, kind, name, desa, lon, lat, capacity, note, name, role, when.
INSERT INTO service_point_edit
    (point_key, is_gone, kind, name, desa_code, lon, lat, capacity, note, by_name, by_role, noted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
