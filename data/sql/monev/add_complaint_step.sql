-- A step of a complaint that counts. Parameters: $complaint_key, $kind, $task_id, $on_date, $said, $owner, $due_on, $state,
-- $name, $role, $now.
INSERT INTO complaint_step (complaint_key, kind, task_id, on_date, said, owner, due_on, state, by_name, by_role, noted_at)
SELECT complaint_key, $kind, $task_id, $on_date, $said, $owner, $due_on, $state, $name, $role, $now
FROM complaint_every WHERE complaint_key = $complaint_key
  AND ($task_id IS NULL OR EXISTS (FROM complaint_step t
    WHERE t.step_id = $task_id AND t.kind = 'tugas' AND t.complaint_key = $complaint_key))
RETURNING step_id;
