-- The same file, taken in before and not taken back. Parameters: $plan_id, $sha256.
SELECT file_id FROM handover_file
WHERE plan_id = $plan_id AND sha256 = $sha256 AND file_id NOT IN (SELECT file_id FROM handover_file_end);
