-- What the numbers in a column of relations mean: one row per number.
SELECT code, words, source FROM relation_code ORDER BY try_cast(code AS INTEGER), code;
