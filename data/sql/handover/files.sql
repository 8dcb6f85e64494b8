-- The files of a plan, newest first. Parameter: $plan_id.
SELECT f.* EXCLUDE (plan_id, sha256), e.file_id IS NOT NULL AS is_back
FROM handover_file f LEFT JOIN handover_file_end e USING (file_id)
WHERE f.plan_id = $plan_id ORDER BY f.file_id DESC;
