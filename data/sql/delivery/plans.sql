-- The newest plan kept for a program and period. Parameters: $program, $period.
SELECT plan_id, made_at, inputs, result
FROM plan
WHERE json_extract_string(inputs, '$.program') = $program AND json_extract_string(inputs, '$.period') = $period
ORDER BY plan_id DESC
LIMIT 1;
