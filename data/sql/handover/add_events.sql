-- Keep what is said as events of one act. Parameters: $plan_id, $act_id, $file_id (or null), $name, $role, $now.
INSERT INTO handover_event (act_id, plan_id, person_key, program, period, kind, on_date, at_min, amount, collector, relation,
    letter, reason, returned_to, note, by_name, by_role, noted_at, file_id)
SELECT $act_id, $plan_id, person_key, program, period, kind, on_date, at_min, amount, collector, relation, letter, reason,
    CASE WHEN kind <> 'dikembalikan' THEN '' WHEN returned_to <> '' THEN returned_to WHEN unit = 'Rp' THEN 'kas' ELSE 'gudang' END,
    note, $name, $role, $now, $file_id
FROM told_parcel WHERE fault = ''
ORDER BY on_date, coalesce(at_min, 1440), position;
