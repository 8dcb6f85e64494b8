-- What is KRITIS in one row. Parameters: load, sheet, row.
SELECT field, message, remedy FROM issue
WHERE load_id = $1 AND sheet = $2 AND row = $3 AND severity = 'KRITIS' ORDER BY kind;
