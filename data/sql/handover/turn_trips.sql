-- Close trips, or open them again: those that are not so already. Parameters: $plan_id, $trip_ids, $is_closed, $reason, $name,
-- $role, $now.
INSERT INTO trip_closing (plan_id, trip_id, is_closed, reason, by_name, by_role, noted_at)
SELECT $plan_id, a.trip_id, $is_closed, $reason, $name, $role, $now
FROM (SELECT unnest($trip_ids) AS trip_id) a
LEFT JOIN trip_closed c ON c.plan_id = $plan_id AND c.trip_id = a.trip_id
WHERE (c.trip_id IS NOT NULL) <> $is_closed
ORDER BY a.trip_id
RETURNING trip_id;
