-- How far the audit has come now. Parameters: count, hash of the last entry.
UPDATE meta SET value = if(key = 'audit_count', $1, $2) WHERE key IN ('audit_count', 'audit_head');
