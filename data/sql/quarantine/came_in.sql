-- Rows (relation `leaving`: sheet, row, cells, said, typed) that were taken in.
-- Parameters: load, state, when, name, role, reason.
INSERT INTO set_aside_left
SELECT $1, sheet, row, cells, said, typed, $2, $3, $4, $5, $6 FROM leaving;
