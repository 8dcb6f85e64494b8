-- What the programs need from now on (relation `filled`).
INSERT INTO spj_need SELECT program, document_key, due_days, source FROM filled;
