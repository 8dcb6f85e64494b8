-- Who stands in a file again further down: kept, not counted (`record_table` and `record_key` are those of its role).
-- Parameters: $load_id, $sheets (in the order of the file).
UPDATE record_table AS r SET is_repeat = f.is_repeat
FROM (
    SELECT sheet, row, record_key IS NOT NULL AND row_number() OVER (
        PARTITION BY record_key ORDER BY list_position($sheets, sheet), sheet, row
    ) > 1 AS is_repeat
    FROM record_table WHERE load_id = $load_id
) f
WHERE r.load_id = $load_id AND r.sheet = f.sheet AND r.row = f.row AND r.is_repeat <> f.is_repeat;
