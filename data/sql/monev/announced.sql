-- Boards that were made for the public, the newest first.
SELECT a.noted_at, s.period, a.kind, a.program, a.scope, a.by_name, a.by_role
FROM board_announced a JOIN board_sheet s USING (sheet_id)
ORDER BY a.noted_at DESC, a.sheet_id DESC;
