-- The counts of a solution, row by row. Parameters: $sheet_id.
SELECT row_code, column_name, is_sum, value, is_hidden FROM board_cell
WHERE sheet_id = $sheet_id ORDER BY row_number, column_number;
