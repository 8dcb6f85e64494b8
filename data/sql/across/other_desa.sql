-- Rows of recipients that state another desa than their family lives in.
SELECT r.load_id, r.sheet, r.row, coalesce(r.nik, r.no_kk) AS key, r.desa_code || ' bukan ' || f.desa_code AS value
FROM recipient_said r
JOIN led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
JOIN family f ON f.no_kk = l.no_kk
WHERE r.desa_how IN ('kode', 'nama') AND r.desa_code <> f.desa_code
