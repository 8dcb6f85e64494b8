-- The answers of satisfaction surveys: one row per sheet of answers, 1 to 4 each, empty where none was given.
SELECT on_date, desa_code, coalesce(desa_given, '') AS desa_given, service, u1, u2, u3, u4, u5, u6, u7, u8, u9
FROM survey_said
ORDER BY load_id, sheet, row;
