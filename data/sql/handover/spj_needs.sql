-- Which program needs what.
SELECT n.program, n.document_key, n.due_days, n.source
FROM spj_need n JOIN spj_document d USING (document_key) ORDER BY n.program, d.position, n.document_key;
