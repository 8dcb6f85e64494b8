-- What was said of rows (relation `leaving`: sheet, row) that are judged again. Parameter: load.
DELETE FROM issue i USING leaving l WHERE i.load_id = $1 AND i.sheet = l.sheet AND i.row = l.row;
