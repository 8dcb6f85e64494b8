-- The fields of the rows that wait, as they were read (relation `read_so`).
UPDATE set_aside s SET said = r.said
FROM read_so r
WHERE s.load_id = r.load_id AND s.sheet = r.sheet AND s.row = r.row;
