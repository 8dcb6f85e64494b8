-- Rows of recipients whose NIK leads to one known family and whose KK number is that of another.
SELECT r.load_id, r.sheet, r.row, r.nik AS key, '' AS value
FROM recipient_said r
JOIN led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
JOIN family f ON f.no_kk = r.no_kk
WHERE l.no_kk <> r.no_kk
