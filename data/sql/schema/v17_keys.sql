-- Two spaces of numbers: a No. KK can equal the NIK of somebody else. A bare number is the No. KK of a family, known or not;
-- a NIK is marked. Keys that are kept already are brought over by people/mark_keys. The same in data/person_keys.py.
CREATE OR REPLACE MACRO nik_key(nik) AS 'NIK ' || nik;
CREATE OR REPLACE MACRO recipient_key(family_kk, nik, stated_kk, name, desa) AS
    coalesce(family_kk, nik_key(nik), stated_kk, name || '|' || coalesce(desa, ''));

CREATE OR REPLACE VIEW delivery_received AS
SELECT d.load_id, d.program_given, left(d.period_given, 7) AS period, d.nik, d.on_date,
    recipient_key(coalesce(pf.no_kk, f.no_kk), d.nik, d.no_kk, NULL, NULL) AS person_key -- empty where no number leads anywhere
FROM delivery_said d
LEFT JOIN person p ON p.nik = d.nik
LEFT JOIN family pf ON pf.no_kk = p.no_kk
LEFT JOIN family f ON f.no_kk = d.no_kk
WHERE regexp_matches(lower(d.status), '^(di)?(terima|wakil)');

CREATE TABLE marked_key (               -- people whose keys were bare NIKs before this version
    person_key VARCHAR PRIMARY KEY,     -- as it is now
    number VARCHAR NOT NULL,            -- as it was
    change_last BIGINT NOT NULL         -- up to here the history calls the person by that number
);
-- The history, with `about`: the key that subject_key would be today. What was written stays as it was written.
CREATE OR REPLACE VIEW change_about AS
SELECT c.*, coalesce(m.person_key, c.subject_key) AS about
FROM change c
LEFT JOIN marked_key m ON m.number = c.subject_key AND c.change_id <= m.change_last AND c.subject IN ('keluarga', 'usulan');
