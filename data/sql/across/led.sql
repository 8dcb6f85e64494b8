-- To which family each row of recipients leads: by NIK of head or member, else by KK number. `no_kk` only where the
-- family is known, `stated_kk` also where no register has it.
CREATE OR REPLACE TEMP TABLE led AS
WITH person AS (
    SELECT nik_head AS nik, no_kk FROM family WHERE nik_head IS NOT NULL
    UNION
    SELECT nik, no_kk FROM member_said WHERE nik IS NOT NULL AND no_kk IS NOT NULL AND NOT is_repeat
),
stated AS (SELECT nik, min(no_kk) AS no_kk FROM person GROUP BY nik HAVING count(*) = 1),
known AS (SELECT nik, min(no_kk) AS no_kk FROM person JOIN family USING (no_kk) GROUP BY nik HAVING count(*) = 1)
SELECT r.load_id, r.sheet, r.row, r.program, r.period,
    coalesce(k.no_kk, f.no_kk) AS no_kk, coalesce(s.no_kk, r.no_kk) AS stated_kk
FROM recipient_said r
LEFT JOIN known k ON k.nik = r.nik
LEFT JOIN stated s ON s.nik = r.nik
LEFT JOIN family f ON f.no_kk = r.no_kk;
