-- A complaint as it is to stand. Parameters: $complaint_id, $on_date, $desa_code, $kind_key, $said, $channel, $name, $role,
-- $now.
UPDATE complaint
SET on_date = $on_date, desa_code = $desa_code, kind_key = $kind_key, said = $said, channel = $channel,
    by_name = $name, by_role = $role, noted_at = $now
WHERE complaint_id = $complaint_id;
