-- The rows of one load that wait or waited, in no order. Parameter: its number.
SELECT sheet, row, cells, said, typed, 'menunggu' AS state FROM set_aside WHERE load_id = $1
UNION ALL
SELECT sheet, row, cells, said, typed, state FROM set_aside_left WHERE load_id = $1;
