-- Other plans that are driven and bring something that this plan brings too: each parcel travels once, unless it
-- came back whole. Parameter: $1 plan.
SELECT DISTINCT c.plan_id, c.program, c.period, c.first_day
FROM plan_chosen c
JOIN handover_parcel theirs ON theirs.plan_id = c.plan_id AND (theirs.delivered > 0 OR theirs.returned < theirs.sent)
JOIN plan_parcel ours
    ON ours.plan_id = $1 AND ours.trip_id <> ''
    AND ours.person_key = theirs.person_key AND ours.program = theirs.program AND ours.period = theirs.period
WHERE c.plan_id <> $1
ORDER BY c.plan_id;
