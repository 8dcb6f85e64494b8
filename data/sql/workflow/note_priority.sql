-- Write a decision into the history: of each family whose priority it changes. Parameters: $decision_id, $reason, $name,
-- $role, $now.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason)
WITH was AS (
    FROM priority_result WHERE decision_id < $decision_id
    QUALIFY decision_id = max(decision_id) OVER (PARTITION BY person_key)
)
SELECT $now, $name, $role, 'keluarga', r.person_key, 'prioritas',
    CASE w.is_priority WHEN true THEN 'prioritas' WHEN false THEN 'nonprioritas' END,
    if(r.is_priority, 'prioritas', 'nonprioritas'), $reason
FROM priority_result r LEFT JOIN was w USING (person_key)
WHERE r.decision_id = $decision_id AND w.is_priority IS DISTINCT FROM r.is_priority
ORDER BY r.person_key;
