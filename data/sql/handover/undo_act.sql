-- Take back what an act has recorded and still stands. Parameters: $undone (act), $act_id (of the undoing), $name, $role,
-- $now, $today, $reason.
INSERT INTO handover_event (act_id, plan_id, person_key, program, period, kind, undone_event, on_date, amount, collector,
    relation, letter, reason, returned_to, note, by_name, by_role, noted_at, file_id)
SELECT $act_id, plan_id, person_key, program, period, 'batal', event_id, CAST($today AS DATE), 0, '', '', '', '', '', $reason,
    $name, $role, $now, NULL
FROM handover_live WHERE act_id = $undone ORDER BY event_id;
