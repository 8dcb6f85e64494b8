-- Solutions of which boards were announced, the earliest first.
SELECT sheet_id, period, relations, noted_at FROM board_sheet ORDER BY sheet_id;
