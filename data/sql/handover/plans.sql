-- Plans that are driven, or of which something is recorded: one row per plan, the earliest day first.
WITH newest AS (FROM plan_choice QUALIFY choice_id = max(choice_id) OVER (PARTITION BY plan_id)),
used AS (SELECT DISTINCT plan_id FROM handover_event)
SELECT n.plan_id, n.program, n.period, n.first_day, n.is_chosen, coalesce(p.name, '') AS name,
    (SELECT max(l.event_id) FROM handover_event l WHERE l.plan_id = n.plan_id) AS last_event,
    (SELECT max(c.closing_id) FROM trip_closing c WHERE c.plan_id = n.plan_id) AS last_closing
FROM newest n JOIN plan p USING (plan_id)
WHERE n.is_chosen OR n.plan_id IN (FROM used)
ORDER BY n.first_day, n.plan_id;
