-- The rows of a file that could not be used (relation `left_row`). Parameter: $file_id.
INSERT INTO handover_file_row SELECT $file_id, sheet, row, cells, fault, message FROM left_row;
