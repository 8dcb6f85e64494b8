-- Write the steps of `new_step` into the history. Parameters: $name, $role, $now.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason, load_id)
SELECT $now, $name, $role, 'usulan', p.person_key, 'state',
    s.state_before || ' (' || p.program || ' ' || p.period || ')', s.state || ' (' || p.program || ' ' || p.period || ')',
    concat_ws('; ', nullif(s.paper_number, ''), nullif(s.reason, '')), s.load_id
FROM new_step s JOIN proposal p USING (proposal_id)
ORDER BY s.step_id;
