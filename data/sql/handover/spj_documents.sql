-- The documents of an SPJ, in their order.
SELECT document_key, label, only_with, position FROM spj_document ORDER BY position, document_key;
