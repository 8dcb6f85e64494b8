-- What was recorded of a plan, one row per act, newest first. Parameters: $plan_id, $trip_id ('' all), $limit.
SELECT e.act_id, min(e.noted_at) AS noted_at, any_value(e.by_name) AS by_name, any_value(e.by_role) AS by_role,
    min(e.kind) AS kind, count(*) AS event_count, min(e.on_date) AS on_date, max(e.reason) AS reason,
    coalesce(any_value(f.file_name), '') AS file_name, max(e.note) AS note,
    count(*) FILTER (e.kind <> 'batal' AND u.event_id IS NULL) AS live_count,
    arg_min(handle(e.person_key), e.event_id) AS handle
FROM handover_event e
JOIN plan_parcel p USING (plan_id, person_key, program, period)
LEFT JOIN handover_event u ON u.undone_event = e.event_id
LEFT JOIN handover_file f ON f.file_id = e.file_id
WHERE e.plan_id = $plan_id AND ($trip_id = '' OR p.trip_id = $trip_id)
GROUP BY e.act_id
ORDER BY e.act_id DESC
LIMIT $limit;
