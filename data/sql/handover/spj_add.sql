-- A document is there. Parameters: $program, $period, $desa_code, $document_key, $sha256, $file_kind, $byte_count, $title,
-- $paper_number, $paper_date, $name, $role, $now.
INSERT INTO spj_entry (kind, program, period, desa_code, document_key, sha256, file_kind, byte_count, title, paper_number,
    paper_date, by_name, by_role, noted_at)
VALUES ('ada', $program, $period, $desa_code, $document_key, $sha256, $file_kind, $byte_count, $title, $paper_number, $paper_date,
    $name, $role, $now)
RETURNING entry_id;
