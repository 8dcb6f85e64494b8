-- A complaint told at the office. Parameters: $on_date, $desa_code, $kind_key, $said, $channel, $name, $role, $now.
INSERT INTO complaint (on_date, desa_code, kind_key, said, channel, by_name, by_role, noted_at)
VALUES ($on_date, $desa_code, $kind_key, $said, $channel, $name, $role, $now)
RETURNING complaint_id;
