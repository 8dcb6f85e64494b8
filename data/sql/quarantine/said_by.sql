-- What a workbook of corrections said of rows of files in use. Parameter: the number of its load.
SELECT c.load_id, c.sheet, c.row, arg_max(c.after, c.corrected_at) AS after
FROM correction c JOIN live_load USING (load_id)
WHERE c.source_load = $1 GROUP BY ALL ORDER BY ALL;
