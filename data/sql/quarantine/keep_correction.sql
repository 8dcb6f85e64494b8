-- What rows said before and since (relation `corrected`: sheet, row, before, after).
-- Parameters: load, when, name, role, file, the load of that file.
INSERT INTO correction (load_id, sheet, row, corrected_at, by_name, by_role, source, before, after, source_load)
SELECT $1, sheet, row, $2, $3, $4, $5, before, after, $6 FROM corrected;
