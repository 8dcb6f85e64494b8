-- Mark the NIKs among the keys that an older database keeps; runs once, after everything that follows from files is settled.
-- A number that is also a No. KK stays the family's: so it was shown, and so it was chosen; only what a plan brings for a
-- list that has the person and not the family goes with the person.
CREATE OR REPLACE TEMP TABLE kept_key AS
    SELECT person_key FROM plan_parcel UNION SELECT person_key FROM handover_event UNION SELECT person_key FROM proposal
    UNION SELECT person_key FROM verification UNION SELECT person_key FROM leaving UNION SELECT no_kk FROM collector_note
    UNION SELECT subject_key FROM change WHERE subject IN ('keluarga', 'usulan');
CREATE OR REPLACE TEMP TABLE card AS
    SELECT no_kk FROM family UNION SELECT no_kk FROM family_record UNION SELECT person_key FROM priority_result
    UNION SELECT no_kk FROM recipient_record WHERE nik IS NULL;
CREATE OR REPLACE TEMP TABLE holder AS
    SELECT nik_head AS nik FROM family_record UNION SELECT nik FROM member_record UNION SELECT nik FROM recipient_record
    UNION SELECT nik FROM delivery_record UNION SELECT nik FROM status_record UNION SELECT nik FROM proposal;
INSERT INTO marked_key
SELECT nik_key(person_key), person_key, (SELECT coalesce(max(change_id), 0) FROM change)
FROM kept_key SEMI JOIN holder ON nik = person_key ANTI JOIN card ON card.no_kk = kept_key.person_key;

CREATE OR REPLACE TEMP TABLE own_parcel AS  -- lists that have the person and not the family
    SELECT DISTINCT p.person_key AS number, p.program, p.period
    FROM (SELECT person_key, program, period FROM plan_parcel UNION SELECT person_key, program, period FROM handover_event) p
    SEMI JOIN recipient r ON r.person_key = nik_key(p.person_key) AND r.program = p.program AND r.period = p.period
    ANTI JOIN recipient o ON o.person_key = p.person_key AND o.program = p.program AND o.period = p.period;
UPDATE plan_parcel AS p SET person_key = nik_key(p.person_key)
WHERE p.person_key IN (SELECT number FROM marked_key) OR (p.person_key, p.program, p.period) IN (FROM own_parcel);
UPDATE handover_event AS p SET person_key = nik_key(p.person_key)
WHERE p.person_key IN (SELECT number FROM marked_key) OR (p.person_key, p.program, p.period) IN (FROM own_parcel);
UPDATE proposal SET person_key = nik_key(person_key)
WHERE (nik IS NULL AND person_key IN (SELECT number FROM marked_key)) OR (
    person_key = nik AND NOT EXISTS (FROM person p WHERE p.nik = proposal.nik AND p.no_kk = proposal.person_key)
);
UPDATE verification SET person_key = nik_key(person_key) WHERE person_key IN (SELECT number FROM marked_key);
UPDATE leaving SET person_key = nik_key(person_key) WHERE person_key IN (SELECT number FROM marked_key);
UPDATE collector_note SET no_kk = nik_key(no_kk) WHERE no_kk IN (SELECT number FROM marked_key);
DROP TABLE kept_key;
DROP TABLE card;
DROP TABLE holder;
DROP TABLE own_parcel;
