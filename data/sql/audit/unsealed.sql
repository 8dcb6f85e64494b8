-- Changes of the history that no entry of the audit stands for, all columns as text. Parameter: $after (the last change
-- that an entry stands for).
SELECT CAST(change_id AS VARCHAR) AS change_id, CAST(changed_at AS VARCHAR) AS changed_at, by_name, by_role, subject,
    subject_key, field, before, after, reason, CAST(load_id AS VARCHAR) AS load_id
FROM change AS c WHERE c.change_id > $after
ORDER BY c.change_id;
