-- How an action stands now. Parameters: $action_id, $on_date, $state, $owner, $due_on, $note, $name, $role, $now.
INSERT INTO action_step (action_id, on_date, state, owner, due_on, note, by_name, by_role, noted_at)
SELECT action_id, $on_date, $state, $owner, $due_on, $note, $name, $role, $now FROM action WHERE action_id = $action_id
RETURNING step_id;
