-- Freeze how it is decided. Parameters: $criteria, $rule, $threshold, $period, $paper_number, $paper_date, $note, $name,
-- $role, $now.
INSERT INTO priority_decision (
    criteria, rule, threshold, period, paper_number, paper_date, note, by_name, by_role, noted_at
)
VALUES ($criteria, $rule, $threshold, $period, $paper_number, CAST($paper_date AS DATE), $note, $name, $role, $now)
RETURNING decision_id;
