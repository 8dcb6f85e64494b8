-- What became of one complaint, oldest first. Parameter: $complaint_key.
SELECT s.step_id, s.kind, s.task_id, s.on_date, s.said, s.owner, s.due_on, s.state, s.by_name, s.by_role, s.noted_at
FROM complaint_step s WHERE s.complaint_key = $complaint_key ORDER BY s.step_id;
