-- Remember which column holds a field in files with these headers.
INSERT INTO column_choice (signature, layout, field, header, load_id) VALUES ($1, $2, $3, $4, $5);
