-- One change. Parameters: when, name, role, subject, its key, field, before, after, reason, load.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason, load_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
