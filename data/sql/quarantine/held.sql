-- Rows of a load of which something KRITIS is said. Parameter: load.
SELECT DISTINCT sheet, row FROM issue WHERE load_id = $1 AND severity = 'KRITIS' AND row > 0;
