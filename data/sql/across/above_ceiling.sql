-- Rows of recipients whose family has a desil above the ceiling of the program (relation `program_rule`).
SELECT r.load_id, r.sheet, r.row, coalesce(r.nik, r.no_kk) AS key, 'desil ' || f.desil AS value
FROM recipient_said r
JOIN program_rule p ON p.program = r.program
JOIN led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
JOIN family f ON f.no_kk = l.no_kk
WHERE f.desil > p.desil_max
