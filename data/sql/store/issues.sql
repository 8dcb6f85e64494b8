-- Every doubt about every row of every file in use, worst first within a file.
SELECT l.file_name AS file, i.sheet, i.row, i.key, i.kind, i.severity, i.field, i.value, i.message, i.remedy, l.kind AS file_kind
FROM issue i JOIN live_load l USING (load_id)
ORDER BY i.load_id, i.sheet, i.row, i.kind;
