-- What is there of the SPJ of one month, newest first. Parameters: $period, $programs (list).
SELECT e.entry_id, e.program, e.desa_code, coalesce(c.desa_name, nullif(e.desa_code, ''), 'semua desa') AS desa_name,
    e.document_key, coalesce(d.label, e.document_key) AS label, e.sha256, e.file_kind, e.byte_count, e.title,
    e.paper_number, e.paper_date, e.by_name, e.by_role, e.noted_at
FROM spj_live e
LEFT JOIN spj_document d USING (document_key)
LEFT JOIN desa_called c ON c.desa_code = e.desa_code
WHERE e.period = $period AND list_contains($programs, e.program)
ORDER BY e.entry_id DESC;
