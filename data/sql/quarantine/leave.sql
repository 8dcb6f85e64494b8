-- Rows that wait (relation `leaving`: sheet, row) wait no longer. Parameters: load, state, when, name, role, reason.
INSERT INTO set_aside_left
SELECT s.load_id, s.sheet, s.row, s.cells, s.said, s.typed, $2, $3, $4, $5, $6
FROM set_aside s SEMI JOIN leaving l ON l.sheet = s.sheet AND l.row = s.row
WHERE s.load_id = $1;
