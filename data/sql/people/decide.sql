-- One decision about a pair. Parameters: key_a, key_b, decision, reason, when, name, role.
INSERT INTO duplicate_decision
SELECT coalesce(max(decision_id), 0) + 1, $1, $2, $3, $4, $5, $6, $7 FROM duplicate_decision;
