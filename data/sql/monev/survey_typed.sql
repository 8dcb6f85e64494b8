-- Sheets of answers that were typed in and count, newest first. Parameter: $limit.
SELECT a.answer_id, a.on_date, a.desa_code, coalesce(d.desa_name, a.desa_code) AS desa_name, a.service,
    a.u1, a.u2, a.u3, a.u4, a.u5, a.u6, a.u7, a.u8, a.u9, a.by_name, a.noted_at
FROM survey_answer a LEFT JOIN desa_called d USING (desa_code)
WHERE NOT EXISTS (FROM survey_answer_end e WHERE e.answer_id = a.answer_id)
ORDER BY a.answer_id DESC
LIMIT $limit;
