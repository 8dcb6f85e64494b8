-- Rows that wait, with what is wrong in them: one row per row of a file.
-- Parameters: $program and $period ('' = all files).
SELECT l.file_name AS file, s.sheet, s.row, s.cells,
    coalesce(list(DISTINCT i.field ORDER BY i.field) FILTER (i.field <> ''), []) AS fields,
    coalesce(string_agg(DISTINCT i.message, ' ' ORDER BY i.message), '') AS reason,
    coalesce(string_agg(DISTINCT i.remedy, ' ' ORDER BY i.remedy), '') AS remedy
FROM set_aside s
JOIN live_load l USING (load_id)
LEFT JOIN issue i ON i.load_id = s.load_id AND i.sheet = s.sheet AND i.row = s.row AND i.severity = 'KRITIS'
WHERE ($program = '' OR l.program = $program) AND ($period = '' OR l.period IN ('', $period))
GROUP BY s.load_id, l.file_name, s.sheet, s.row, s.cells
ORDER BY s.load_id, s.sheet, s.row;
