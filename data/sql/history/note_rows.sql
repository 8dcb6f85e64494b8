-- Changes of rows of a file (relation `row_change`: sheet, row, field, before, after).
-- Parameters: when, name, role, reason, load.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason, load_id)
SELECT $1, $2, $3, 'baris', $5 || '/' || sheet || '/' || row, field, before, after, $4, $5
FROM row_change;
