-- A returned file. Parameters: $plan_id, $file_name, $sha256, $layout, $row_count, $taken_count, $same_count, $empty_count,
-- $left_count, $name, $role, $now.
INSERT INTO handover_file (plan_id, file_name, sha256, layout, row_count, taken_count, same_count, empty_count, left_count, by_name,
    by_role, noted_at)
VALUES ($plan_id, $file_name, $sha256, $layout, $row_count, $taken_count, $same_count, $empty_count, $left_count, $name, $role, $now)
RETURNING file_id;
