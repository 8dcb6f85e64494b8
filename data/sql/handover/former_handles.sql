-- What files from before keys were marked call people of a plan, and what they are called now. Parameter: $plan_id.
SELECT DISTINCT handle(m.number) AS former, handle(p.person_key) AS handle
FROM plan_parcel p JOIN marked_key m USING (person_key)
WHERE p.plan_id = $plan_id
  AND m.number NOT IN (SELECT person_key FROM plan_parcel WHERE plan_id = $plan_id);
