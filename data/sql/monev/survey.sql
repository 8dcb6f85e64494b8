-- The answers of satisfaction surveys, of files and of the screen: one row per sheet of answers, 1 to 4 each, empty where none
-- was given.
SELECT s.on_date, coalesce(s.desa_code, '') AS desa_code,
    coalesce(d.desa_name, nullif(s.desa_given, ''), s.desa_code, 'desa tidak diketahui') AS desa_name, s.service,
    s.u1, s.u2, s.u3, s.u4, s.u5, s.u6, s.u7, s.u8, s.u9, s.answer_id
FROM survey_every s LEFT JOIN desa_called d USING (desa_code)
ORDER BY ALL;
