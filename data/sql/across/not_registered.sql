-- Rows of recipients of whom no register of families and members knows anything.
SELECT r.load_id, r.sheet, r.row, coalesce(r.nik, r.no_kk) AS key, '' AS value
FROM recipient_said r
WHERE EXISTS (FROM family_said)
  AND NOT EXISTS (FROM member_said m WHERE m.nik = r.nik)
  AND NOT EXISTS (FROM family_said f WHERE f.nik_head = r.nik)
  AND NOT EXISTS (FROM family_said f WHERE f.no_kk = r.no_kk)
  AND NOT EXISTS (FROM member_said m WHERE m.no_kk = r.no_kk)
  AND coalesce(r.nik, r.no_kk) IS NOT NULL
