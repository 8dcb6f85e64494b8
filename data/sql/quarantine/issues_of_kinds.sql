-- What is said of rows of a load. Parameters: load, kinds.
SELECT sheet, row, key, kind, severity, field, value, message, remedy FROM issue
WHERE load_id = $1 AND list_contains($2, kind);
