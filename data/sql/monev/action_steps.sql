-- How each action came to stand as it does, oldest first.
SELECT s.step_id, s.action_id, s.on_date, s.state, s.owner, s.due_on, s.note, s.by_name, s.by_role, s.noted_at
FROM action_step s ORDER BY s.step_id;
