-- The audit. Parameters: $after (number; entries beyond it), $limit (newest of them).
SELECT * FROM (FROM audit WHERE number > $after ORDER BY number DESC LIMIT $limit) ORDER BY number;
