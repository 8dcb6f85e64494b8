-- What was said of rows because of another row that has changed (relation `gone`: sheet, row, kind). Parameter: load.
DELETE FROM issue i USING gone g
WHERE i.load_id = $1 AND i.sheet = g.sheet AND i.row = g.row AND i.kind = g.kind;
