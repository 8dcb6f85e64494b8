-- How many trips of a plan something stands recorded of that are not closed. Parameter: $1 plan.
SELECT count(DISTINCT p.trip_id)
FROM handover_parcel p
LEFT JOIN trip_closed c ON c.plan_id = p.plan_id AND c.trip_id = p.trip_id
WHERE p.plan_id = $1 AND p.last_event IS NOT NULL AND c.trip_id IS NULL;
