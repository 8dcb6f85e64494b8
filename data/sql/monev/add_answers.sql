-- Sheets of answers (relation `typed`: on_date, desa_code, service, u1 … u9). Parameters: $name, $role, $now.
INSERT INTO survey_answer (on_date, desa_code, service, u1, u2, u3, u4, u5, u6, u7, u8, u9, by_name, by_role, noted_at)
SELECT on_date, desa_code, service, u1, u2, u3, u4, u5, u6, u7, u8, u9, $name, $role, $now FROM typed
RETURNING answer_id;
