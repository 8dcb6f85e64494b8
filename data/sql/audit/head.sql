-- How far the audit has come: count, hash of the last entry, last change that an entry stands for; and the last change.
SELECT key, value FROM meta WHERE key IN ('audit_count', 'audit_head', 'audit_change')
UNION ALL SELECT 'last_change', CAST(coalesce(max(change_id), 0) AS VARCHAR) FROM change;
