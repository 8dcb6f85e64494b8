-- The acts of a file that is in use: one row per act, one with an empty act where it recorded nothing. Parameter: $file_id.
SELECT DISTINCT e.act_id
FROM handover_file f LEFT JOIN handover_event e USING (file_id)
WHERE f.file_id = $file_id AND f.file_id NOT IN (SELECT file_id FROM handover_file_end);
