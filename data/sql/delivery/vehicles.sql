-- The office's vehicles, in the order they were entered.
SELECT vehicle_key, cells FROM vehicle ORDER BY rowid;
