-- What lists of deliveries say was received, by whom: one row per row of such a list that says so.
CREATE VIEW delivery_received AS
SELECT d.load_id, d.program_given, left(d.period_given, 7) AS period, d.nik, d.on_date,
    coalesce(pf.no_kk, f.no_kk, d.nik, d.no_kk) AS person_key   -- as in `recipient`; empty where no number leads anywhere
FROM delivery_said d
LEFT JOIN person p ON p.nik = d.nik
LEFT JOIN family pf ON pf.no_kk = p.no_kk
LEFT JOIN family f ON f.no_kk = d.no_kk
WHERE regexp_matches(lower(d.status), '^(di)?(terima|wakil)');
