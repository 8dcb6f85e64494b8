-- Rows (relation `leaving`: sheet, row) are kept elsewhere from now on. Parameter: load.
DELETE FROM set_aside s USING leaving l WHERE s.load_id = $1 AND s.sheet = l.sheet AND s.row = l.row;
