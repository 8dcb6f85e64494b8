-- A file is taken back. Parameters: $file_id, $reason, $name, $role, $now.
INSERT INTO handover_file_end VALUES ($file_id, $reason, $name, $role, $now);
