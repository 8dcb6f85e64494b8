-- The counts of a solution (relation `told`). Parameters: $sheet_id.
INSERT INTO board_cell BY NAME
SELECT $sheet_id AS sheet_id, row_number, column_number, row_code, column_name, is_sum, value, is_hidden FROM told;
