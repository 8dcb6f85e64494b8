-- Every doubt about the rows that speak of one family: one row per issue. Parameter: $key.
WITH own AS (SELECT nik FROM person WHERE (no_kk = $key OR person_key = $key) AND nik IS NOT NULL),
spoken AS (
    SELECT load_id, sheet, row FROM family_said WHERE no_kk = $key
    UNION SELECT load_id, sheet, row FROM member_said WHERE no_kk = $key OR nik IN (FROM own)
    UNION SELECT load_id, sheet, row FROM recipient_led WHERE person_key = $key
    UNION SELECT load_id, sheet, row FROM delivery_said WHERE nik IN (FROM own) OR no_kk = $key
)
SELECT l.file_name AS file, i.sheet, i.row, i.kind, if(d.kind IS NULL, i.severity, 'INFO') AS severity, i.field, i.value,
    i.message || if(d.kind IS NULL, '', ' Sudah diputuskan: orang berbeda.') AS message, i.remedy
FROM issue i
JOIN spoken s ON s.load_id = i.load_id AND s.sheet = i.sheet AND s.row = i.row
JOIN live_load l ON l.load_id = i.load_id
LEFT JOIN issue_decided d ON d.load_id = i.load_id AND d.sheet = i.sheet AND d.row = i.row AND d.kind = i.kind
ORDER BY i.load_id, i.sheet, i.row, i.kind;
