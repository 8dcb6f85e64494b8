-- Every doubt about every row of every file in use, worst first within a file; what somebody has decided stays as a note.
SELECT l.file_name AS file, i.sheet, i.row, i.key, i.kind, if(d.kind IS NULL, i.severity, 'INFO') AS severity, i.field, i.value,
    i.message || if(d.kind IS NULL, '', ' Sudah diputuskan: orang berbeda.') AS message, i.remedy, l.kind AS file_kind
FROM issue i JOIN live_load l USING (load_id)
LEFT JOIN issue_decided d ON d.load_id = i.load_id AND d.sheet = i.sheet AND d.row = i.row AND d.kind = i.kind
ORDER BY i.load_id, i.sheet, i.row, i.kind;
