-- One decision about joining loose ends. Parameters: snap_m (empty: undone), with crossings, loads, joins, reason, name,
-- role, when.
INSERT INTO road_mend (snap_m, with_crossings, loads, joins, reason, by_name, by_role, noted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
