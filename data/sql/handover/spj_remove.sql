-- An entry that stands is taken away. Parameters: $entry_id, $reason, $name, $role, $now.
INSERT INTO spj_entry (kind, removed_entry, program, period, desa_code, document_key, sha256, file_kind, byte_count, title,
    paper_number, paper_date, by_name, by_role, noted_at)
SELECT 'lepas', entry_id, program, period, desa_code, document_key, sha256, file_kind, byte_count, $reason, '', NULL, $name, $role, $now
FROM spj_live WHERE entry_id = $entry_id
RETURNING program, period, desa_code, document_key, removed_entry;
