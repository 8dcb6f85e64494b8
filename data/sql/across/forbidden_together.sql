-- Rows of recipients whose family (known or not) receives, in the same period, a program that may not stand beside
-- theirs.
SELECT r.load_id, r.sheet, r.row, coalesce(r.nik, r.no_kk) AS key, string_agg(DISTINCT o.program, ', ' ORDER BY o.program) AS value
FROM recipient_said r
JOIN led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
JOIN forbidden_pair x ON x.program = r.program
JOIN led o ON o.stated_kk = l.stated_kk AND o.period = r.period AND o.program = x.other
GROUP BY ALL
