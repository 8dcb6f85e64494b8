-- Rows of files in use that a workbook of corrections was the last to correct, what they said before and since, and
-- whether they wait or were taken in. Parameter: the number of the workbook's load.
SELECT c.load_id, c.sheet, c.row, c.before, c.after, coalesce(s.state, 'menunggu') AS state
FROM (FROM correction QUALIFY corrected_at = max(corrected_at) OVER (PARTITION BY load_id, sheet, row)) c
JOIN live_load USING (load_id)
LEFT JOIN set_aside_left s USING (load_id, sheet, row)
WHERE c.source_load = $1 AND coalesce(s.state, '') <> 'tidak dimuat'
ORDER BY c.load_id, c.sheet, c.row;
