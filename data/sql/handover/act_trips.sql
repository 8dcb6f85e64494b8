-- Where the standing events of an act lie: one row per plan and trip. Parameter: $act_id.
SELECT p.plan_id, p.trip_id, c.trip_id IS NOT NULL AS is_closed, count(*) AS event_count
FROM handover_live e
JOIN handover_parcel p USING (plan_id, person_key, program, period)
LEFT JOIN trip_closed c ON c.plan_id = p.plan_id AND c.trip_id = p.trip_id
WHERE e.act_id = $act_id
GROUP BY ALL;
