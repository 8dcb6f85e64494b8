-- Programs that one family may not receive together: one row per direction.
SELECT program, other FROM forbidden_pair ORDER BY program, other;
