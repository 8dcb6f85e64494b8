-- A sheet of answers that counts is taken back. Parameters: $answer_id, $reason, $name, $role, $now.
INSERT INTO survey_answer_end
SELECT answer_id, $reason, $name, $role, $now FROM survey_answer a
WHERE answer_id = $answer_id AND NOT EXISTS (FROM survey_answer_end e WHERE e.answer_id = a.answer_id)
RETURNING answer_id;
