-- That a file was loaded: one row.
INSERT INTO load (load_id, kind, file_name, sha256, program, period, loaded_at, row_count, accepted_count,
    set_aside_count, facts, by_name, by_role)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
