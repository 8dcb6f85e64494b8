-- A stretch that nobody gets through. Parameters: extent, way, name, place, first and last day, reason, name, role, when.
INSERT INTO road_block (extent, way_id, name, lon, lat, first_day, last_day, reason, by_name, by_role, noted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
RETURNING block_id;
