-- Who collects for a family from now on. Parameters: No. KK, program ('' all), name ('' the recipient), relation, when, name, role.
INSERT INTO collector_note VALUES ($1, $2, $3, $4, $5, $6, $7);
