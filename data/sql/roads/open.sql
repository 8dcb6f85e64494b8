-- A stretch is open again. Parameters: block, reason, name, role, when.
INSERT INTO road_opened VALUES ($1, $2, $3, $4, $5);
