-- Keep what a plan brings to whom, from the frame `carried`. Parameter: $1 plan.
INSERT INTO plan_parcel
SELECT $1, person_key, program, period, desa_code, stop_id, trip_id, is_priority, load_kg, amount_idr FROM carried;
