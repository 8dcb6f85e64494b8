-- What a row said in its file. Parameters: load, sheet, row.
SELECT before FROM correction WHERE load_id = $1 AND sheet = $2 AND row = $3 ORDER BY corrected_at LIMIT 1;
