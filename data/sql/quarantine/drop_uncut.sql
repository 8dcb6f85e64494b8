-- A column without a row that is cut is not damaged. Parameters: load, kinds.
DELETE FROM issue WHERE load_id = $1 AND list_contains($2, kind) AND row = 0 AND value = '0 baris';
