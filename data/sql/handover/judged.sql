-- What is said, judged, in the order of the file.
SELECT position, handle, coalesce(program, '') AS program, kind, on_date, amount, coalesce(unit, '') AS unit, delivered_on, is_same, fault
FROM told_parcel ORDER BY position;
