-- A solution of a period; returns its number. Parameters: $period, $relations (JSON), $now.
INSERT INTO board_sheet (period, relations, noted_at) VALUES ($period, $relations, $now) RETURNING sheet_id;
