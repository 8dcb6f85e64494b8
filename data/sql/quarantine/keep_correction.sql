-- What rows said before and since (relation `corrected`: sheet, row, before, after).
-- Parameters: load, when, name, role, file.
INSERT INTO correction
SELECT $1, sheet, row, $2, $3, $4, $5, before, after FROM corrected;
