-- What one number of relations means. Parameters: code, words, source.
INSERT INTO relation_code VALUES ($1, $2, $3);
