-- Kept plans, newest first, with whether they are driven. Plans of before version 2 cannot be shown any more.
-- Parameters: $program ('' any), $period ('' any), $plan_id (0 any).
SELECT p.plan_id, p.made_at, p.name, p.by_name, p.by_role, p.inputs, p.result, c.first_day
FROM plan p LEFT JOIN plan_chosen c USING (plan_id)
WHERE coalesce(CAST(json_extract(p.result, '$.version') AS INTEGER), 1) >= 2
  AND ($program = '' OR json_extract_string(p.inputs, '$.program') = $program)
  AND ($period = '' OR json_extract_string(p.inputs, '$.period') = $period)
  AND ($plan_id = 0 OR p.plan_id = $plan_id)
ORDER BY p.plan_id DESC;
