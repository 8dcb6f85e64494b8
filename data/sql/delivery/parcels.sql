-- What a plan brings to whom: one row per family (or person of no known family) and program. Parameter: $plan_id.
SELECT person_key, program, period, desa_code, stop_id, trip_id, is_priority, load_kg, amount_idr
FROM plan_parcel
WHERE plan_id = $plan_id
ORDER BY trip_id, stop_id, is_priority DESC, person_key, program;
