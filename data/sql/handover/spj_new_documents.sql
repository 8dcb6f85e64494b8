-- Documents that nobody has named before (relation `filled`).
INSERT INTO spj_document
SELECT document_key, any_value(label), '', (SELECT coalesce(max(position), 0) + 1 FROM spj_document)
FROM filled WHERE document_key NOT IN (SELECT document_key FROM spj_document) GROUP BY document_key;
