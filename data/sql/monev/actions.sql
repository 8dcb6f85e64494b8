-- What meetings agreed, as it stands: one row per action, in the order in which they were agreed.
WITH newest AS (FROM action_step QUALIFY step_id = max(step_id) OVER (PARTITION BY action_id))
SELECT a.action_id, a.meeting_id, m.title AS meeting_title, m.on_date AS agreed_on, a.said, n.owner, n.due_on, n.state, n.note,
    n.on_date AS stands_since, n.by_name, n.noted_at
FROM action a JOIN meeting m USING (meeting_id) JOIN newest n USING (action_id)
ORDER BY a.action_id;
