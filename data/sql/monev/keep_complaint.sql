-- A complaint as it stands, kept before it is corrected. Parameters: $complaint_id, $now.
INSERT INTO complaint_version
SELECT complaint_id, on_date, desa_code, kind_key, said, channel, by_name, by_role, noted_at, $now
FROM complaint WHERE complaint_id = $complaint_id;
