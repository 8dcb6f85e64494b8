-- Rows that wait in files in use, with what is wrong in them: one row per row of a file.
-- Parameter: the number of one load, empty for all.
SELECT s.load_id, l.file_name AS file, l.kind AS file_kind, l.program, l.period, l.sha256, s.sheet, s.row,
    s.cells, s.said, s.typed,
    coalesce(string_agg(DISTINCT i.message, ' ' ORDER BY i.message), '') AS reasons,
    coalesce(string_agg(DISTINCT i.remedy, ' ' ORDER BY i.remedy), '') AS remedies,
    coalesce(list(DISTINCT i.field ORDER BY i.field) FILTER (i.field <> ''), []) AS fields,
    coalesce(list(DISTINCT i.kind ORDER BY i.kind) FILTER (i.kind <> ''), []) AS kinds
FROM set_aside s
JOIN live_load l USING (load_id)
LEFT JOIN issue i ON i.load_id = s.load_id AND i.sheet = s.sheet AND i.row = s.row AND i.severity = 'KRITIS'
WHERE $1 IS NULL OR s.load_id = $1
GROUP BY ALL
ORDER BY s.load_id, s.sheet, s.row;
