-- Closings and openings of the trips of a plan, newest first. Parameter: $plan_id.
SELECT closing_id, trip_id, is_closed, reason, by_name, by_role, noted_at
FROM trip_closing WHERE plan_id = $plan_id ORDER BY closing_id DESC;
