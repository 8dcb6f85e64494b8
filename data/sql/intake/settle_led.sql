-- To which family each row of recipients leads: to that whose head or member has the NIK, else to that of the KK number.
-- NIKs that somebody has decided to be one person lead to one family, and where none is known they are one person: the
-- family that one of them heads, else the smallest number.
DELETE FROM recipient_led;
INSERT INTO recipient_led
WITH RECURSIVE decided AS (
    SELECT split_part(key_a, '/', 1) AS nik, split_part(key_b, '/', 1) AS other
    FROM duplicate_decided WHERE decision = 'sama'
),
link AS (FROM decided WHERE nik <> '' AND other <> '' UNION SELECT other, nik FROM decided WHERE nik <> '' AND other <> ''),
reach AS (
    SELECT nik, nik AS other FROM link
    UNION
    SELECT r.nik, l.other FROM reach r JOIN link l ON l.nik = r.other
),
same AS (SELECT nik, min(other) AS one FROM reach GROUP BY nik),
person AS (
    SELECT nik, no_kk, bool_or(is_head) AS is_head FROM (
        SELECT nik_head AS nik, no_kk, true AS is_head FROM family WHERE nik_head IS NOT NULL
        UNION ALL
        SELECT m.nik, m.no_kk, false FROM member_said m JOIN family USING (no_kk)
        WHERE m.nik IS NOT NULL AND (NOT m.is_repeat OR m.nik IN (SELECT nik FROM same))
    ) GROUP BY nik, no_kk
),
home AS (
    SELECT coalesce(s.one, p.nik) AS one, arg_min(p.no_kk, {is_member: NOT p.is_head, no_kk: p.no_kk}) AS no_kk
    FROM person p LEFT JOIN same s USING (nik)
    GROUP BY coalesce(s.one, p.nik)
    HAVING count(DISTINCT p.no_kk) = 1 OR any_value(s.one) IS NOT NULL
),
row_led AS (
    SELECT r.*, s.one, coalesce(h.no_kk, f.no_kk) AS family_kk,
        CASE WHEN h.no_kk IS NOT NULL THEN 'NIK' WHEN f.no_kk IS NOT NULL THEN 'KK' ELSE '' END AS matched_by
    FROM recipient_said r
    LEFT JOIN same s ON s.nik = r.nik
    LEFT JOIN home h ON h.one = coalesce(s.one, r.nik)
    LEFT JOIN family f ON f.no_kk = r.no_kk
),
together AS (SELECT one, min(family_kk) AS no_kk, max(matched_by) AS matched_by FROM row_led WHERE one IS NOT NULL GROUP BY one)
SELECT r.load_id, r.sheet, r.row, r.program, r.period,
    coalesce(t.no_kk, r.family_kk), coalesce(t.matched_by, r.matched_by),
    recipient_key(coalesce(t.no_kk, r.family_kk), coalesce(r.one, r.nik), r.no_kk, r.name, coalesce(r.desa_code, r.desa_given))
FROM row_led r LEFT JOIN together t ON t.one = r.one;
