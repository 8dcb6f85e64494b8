-- Keep the steps of `new_step`. Parameters: $name, $role, $now.
INSERT INTO proposal_step
SELECT step_id, proposal_id, transition, state, on_date, paper_number, paper_date, reason, $name, $role, $now,
    if(is_undo, below_step, step_id), if(is_undo, NULL, below_step), load_id, leaving_id
FROM new_step
ORDER BY step_id;
