-- Rows that wait, with every reason: one row per row of a file.
SELECT l.file_name AS file, s.sheet, s.row, string_agg(DISTINCT i.message, ' ' ORDER BY i.message) AS reasons, s.cells
FROM set_aside s
JOIN live_load l USING (load_id)
LEFT JOIN issue i ON i.load_id = s.load_id AND i.sheet = s.sheet AND i.row = s.row AND i.severity = 'KRITIS'
GROUP BY s.load_id, l.file_name, s.sheet, s.row, s.cells
ORDER BY s.load_id, s.sheet, s.row;
