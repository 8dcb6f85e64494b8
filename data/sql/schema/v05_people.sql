-- People as such: who belongs to which family, who is paid, who collects, and what was decided about doubles.
ALTER TABLE member_record ADD COLUMN is_pregnant BOOLEAN;
ALTER TABLE member_record ADD COLUMN difficulty TINYINT;    -- the gravest stated: 1 none, 2 some, 3 much, 4 not at all able
ALTER TABLE delivery_record ADD COLUMN collector VARCHAR;   -- who came in the recipient's place
ALTER TABLE delivery_record ADD COLUMN collector_relation VARCHAR;
CREATE OR REPLACE VIEW member_said AS FROM member_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE OR REPLACE VIEW delivery_said AS FROM delivery_record WHERE load_id IN (SELECT load_id FROM live_load);

CREATE MACRO name_key(name) AS nullif(regexp_replace(upper(strip_accents(name)), '[^A-Z]', '', 'g'), '');

CREATE TABLE relation_code (            -- what the numbers of DTSEN's column of relations mean; the office adds to it
    code VARCHAR NOT NULL, words VARCHAR NOT NULL, source VARCHAR NOT NULL
);
INSERT INTO relation_code VALUES
    ('1', 'kepala keluarga', 'sama di semua daftar BPS; periksa kamus DTSEN'),
    ('2', 'istri/suami', 'sama di semua daftar BPS; periksa kamus DTSEN'),
    ('3', 'anak', 'sama di semua daftar BPS; periksa kamus DTSEN');

CREATE TABLE person (                   -- one row per person, settled anew by every load
    person_key VARCHAR NOT NULL,        -- NIK, else No. KK and name, else name and desa
    nik VARCHAR, no_kk VARCHAR, name VARCHAR,
    sex VARCHAR,                        -- L | P; as stated, else as the NIK says
    born_on DATE, born_how VARCHAR,     -- tertulis | NIK
    relation VARCHAR,                   -- in words; of an unknown number "kode 5"
    is_head BOOLEAN NOT NULL,
    is_pregnant BOOLEAN, difficulty TINYINT,
    is_disabled BOOLEAN,                -- difficulty from the level in the settings on; empty where nothing is stated
    status VARCHAR, status_on DATE, status_load_id INTEGER, -- meninggal | pindah
    known_from VARCHAR NOT NULL,        -- anggota | kepala | penerima
    load_id INTEGER, sheet VARCHAR, row INTEGER -- the row that speaks of the person; empty of a head
);
CREATE TABLE recipient_led (            -- to which family each row of recipients leads: the rows behind `recipient`
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL, program VARCHAR NOT NULL,
    period VARCHAR NOT NULL, no_kk VARCHAR, matched_by VARCHAR NOT NULL, person_key VARCHAR NOT NULL
);
CREATE TABLE collector_note (           -- who collects for a family, as somebody said on the screen; the newest counts
    no_kk VARCHAR NOT NULL, program VARCHAR NOT NULL, -- '' all programs
    name VARCHAR NOT NULL,              -- '' the recipient again
    relation VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL, by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL
);

-- Every row that speaks of a person by name. `key` is the person as the row states it: NIK, No. KK and name.
CREATE VIEW person_said AS
WITH every AS (
    SELECT load_id, sheet, row, is_repeat, 'anggota' AS list, nik, no_kk, name, sex, born_on, NULL AS desa_code FROM member_said
    UNION ALL
    SELECT load_id, sheet, row, is_repeat, 'kepala', nik_head, no_kk, name_head, NULL, NULL, desa_code FROM family_said
    UNION ALL
    SELECT load_id, sheet, row, is_repeat, 'penerima', nik, no_kk, name, NULL, NULL, desa_code FROM recipient_said
)
SELECT *, name_key(name) AS name_key,
    coalesce(nik, '') || '/' || coalesce(no_kk, '') || '/' || coalesce(name_key(name), '') AS key
FROM every;

CREATE TABLE duplicate_pair (           -- rows that may speak of one person twice, settled anew by every load
    kind VARCHAR NOT NULL,              -- baris_ganda | nik_ganda_beda_nama | orang_mirip | nik_dua_keluarga
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    other_load_id INTEGER NOT NULL, other_sheet VARCHAR NOT NULL, other_row INTEGER NOT NULL, -- the one further up
    key_a VARCHAR NOT NULL, key_b VARCHAR NOT NULL,     -- of person_said, in the order of the alphabet
    desa_code VARCHAR
);
CREATE TABLE duplicate_decision (       -- only ever appended to; the newest of a pair counts
    decision_id BIGINT NOT NULL, key_a VARCHAR NOT NULL, key_b VARCHAR NOT NULL,
    decision VARCHAR NOT NULL,          -- sama | beda | ditunda | batal
    reason VARCHAR NOT NULL, decided_at TIMESTAMP NOT NULL, by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL
);
CREATE VIEW duplicate_decided AS        -- pairs about which something is decided now
SELECT key_a, key_b, max(decision_id) AS decision_id, arg_max(decision, decision_id) AS decision,
    arg_max(reason, decision_id) AS reason, max(decided_at) AS decided_at,
    arg_max(by_name, decision_id) AS by_name, arg_max(by_role, decision_id) AS by_role
FROM duplicate_decision
GROUP BY key_a, key_b
HAVING arg_max(decision, decision_id) <> 'batal';
CREATE VIEW issue_decided AS            -- rows whose doubts are all decided to be different people
SELECT p.load_id, p.sheet, p.row, p.kind, max(d.decided_at) AS decided_at, arg_max(d.by_name, d.decision_id) AS by_name
FROM duplicate_pair p LEFT JOIN duplicate_decided d USING (key_a, key_b)
GROUP BY ALL
HAVING bool_and(coalesce(d.decision = 'beda', false));
