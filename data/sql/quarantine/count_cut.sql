-- A damaged column has fewer rows that are cut. Parameters: load, kind, how many fewer.
UPDATE issue SET value = (split_part(value, ' ', 1)::INTEGER - $3) || ' baris'
WHERE load_id = $1 AND kind = $2 AND row = 0;
