-- Plans that are driven: one row per plan, the earliest day first.
SELECT c.plan_id, c.program, c.period, c.first_day, c.by_name, c.by_role, c.noted_at, p.name
FROM plan_chosen c JOIN plan p USING (plan_id)
ORDER BY c.first_day, c.plan_id;
