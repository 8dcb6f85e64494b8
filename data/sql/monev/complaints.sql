-- Complaints: one row each; `done_on` is empty while a complaint is open.
SELECT on_date, desa_code, coalesce(desa_given, '') AS desa_given, category, status, done_on
FROM complaint_said
ORDER BY load_id, sheet, row;
