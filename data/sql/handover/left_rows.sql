-- The rows of a file that could not be used. Parameter: $file_id.
SELECT sheet, row, fault, message, cells FROM handover_file_row WHERE file_id = $file_id ORDER BY sheet, row;
