-- Rows that wait no longer, of files in use, newest first.
SELECT s.load_id, l.file_name AS file, s.sheet, s.row, s.state, s.left_at, s.by_name, s.reason
FROM set_aside_left s JOIN live_load l USING (load_id)
ORDER BY s.left_at DESC, s.load_id, s.sheet, s.row;
