-- What became of each parcel that a chosen plan sends out, the closing of trips, the papers of the SPJ and when aid is due.
-- Events, entries and closings are only ever appended to: what is taken back is taken back by a row of its own.
CREATE SEQUENCE handover_act_number;
CREATE SEQUENCE handover_number;
CREATE TABLE handover_event (           -- one row per parcel and event
    event_id BIGINT PRIMARY KEY DEFAULT nextval('handover_number'),
    act_id BIGINT NOT NULL,             -- recorded together: one press of a button, or one file
    plan_id INTEGER NOT NULL, person_key VARCHAR NOT NULL, program VARCHAR NOT NULL, period VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,              -- key in data/handover/states.py; 'batal' takes another event back
    undone_event BIGINT,                -- the event that this one takes back
    on_date DATE NOT NULL,
    at_min SMALLINT,                    -- minutes after midnight; empty where nobody said
    amount DECIMAL(18, 3) NOT NULL,     -- in the unit of the parcel; 0 where nothing changed hands
    collector VARCHAR NOT NULL,         -- '' the recipient
    relation VARCHAR NOT NULL, letter VARCHAR NOT NULL, -- of the collector; number of the surat kuasa
    reason VARCHAR NOT NULL,            -- key in data/handover/states.py
    returned_to VARCHAR NOT NULL,       -- gudang | kas | ''
    note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL,        -- UTC
    file_id BIGINT                      -- the file that brought it; empty from the screen
);
CREATE VIEW handover_live AS            -- events that stand
FROM handover_event e
WHERE kind <> 'batal' AND NOT EXISTS (FROM handover_event u WHERE u.undone_event = e.event_id);

CREATE VIEW handover_parcel AS          -- one row per parcel that a trip takes along, with what has become of it
WITH sent AS (
    SELECT plan_id, person_key, program, period, desa_code, stop_id, trip_id, is_priority, load_kg,
        coalesce(amount_idr, 0) AS amount_idr,
        CASE WHEN load_kg > 0 THEN 'kg' WHEN amount_idr > 0 THEN 'Rp' ELSE 'paket' END AS unit,
        CASE WHEN load_kg > 0 THEN load_kg WHEN amount_idr > 0 THEN amount_idr ELSE 1 END::DECIMAL(18, 3) AS sent
    FROM plan_parcel WHERE trip_id <> ''
),
come AS (
    SELECT plan_id, person_key, program, period,
        sum(amount) FILTER (kind = 'diserahkan')::DECIMAL(18, 3) AS delivered,
        sum(amount) FILTER (kind = 'dikembalikan')::DECIMAL(18, 3) AS returned,
        max(on_date) FILTER (kind = 'diserahkan') AS delivered_on,
        arg_max(kind, event_id) AS last_kind,
        arg_max(reason, event_id) FILTER (kind = 'gagal') AS failed_for,
        arg_max(collector, event_id) FILTER (kind = 'diserahkan') AS collector,
        max(event_id) AS last_event
    FROM handover_live GROUP BY ALL
)
SELECT s.*, coalesce(c.delivered, 0)::DECIMAL(18, 3) AS delivered, coalesce(c.returned, 0)::DECIMAL(18, 3) AS returned,
    (s.sent - coalesce(c.delivered, 0) - coalesce(c.returned, 0))::DECIMAL(18, 3) AS in_hand,
    c.delivered_on, coalesce(c.last_kind, '') AS last_kind, coalesce(c.failed_for, '') AS failed_for,
    coalesce(c.collector, '') AS collector, c.last_event
FROM sent s LEFT JOIN come c USING (plan_id, person_key, program, period);

CREATE SEQUENCE trip_closing_number;
CREATE TABLE trip_closing (             -- the newest of a trip counts
    closing_id BIGINT PRIMARY KEY DEFAULT nextval('trip_closing_number'),
    plan_id INTEGER NOT NULL, trip_id VARCHAR NOT NULL,
    is_closed BOOLEAN NOT NULL,         -- false: opened again
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
CREATE VIEW trip_closed AS
FROM (FROM trip_closing QUALIFY closing_id = max(closing_id) OVER (PARTITION BY plan_id, trip_id)) WHERE is_closed;

CREATE SEQUENCE handover_file_number;
CREATE TABLE handover_file (            -- a returned file that was taken in
    file_id BIGINT PRIMARY KEY DEFAULT nextval('handover_file_number'),
    plan_id INTEGER NOT NULL, file_name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    layout VARCHAR NOT NULL,            -- key in data/handover/returned.py
    row_count INTEGER NOT NULL, taken_count INTEGER NOT NULL, same_count INTEGER NOT NULL,
    empty_count INTEGER NOT NULL, left_count INTEGER NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE TABLE handover_file_end (        -- at most one per file: taken back as a whole
    file_id BIGINT PRIMARY KEY, reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE TABLE handover_file_row (        -- rows that could not be used: nothing of a file is lost
    file_id BIGINT NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    cells VARCHAR NOT NULL,             -- JSON: header → cell as written
    fault VARCHAR NOT NULL,             -- key in data/handover/faults.py
    message VARCHAR NOT NULL
);
CREATE TABLE step_handover (step_id BIGINT PRIMARY KEY, event_id BIGINT NOT NULL); -- steps of proposals that follow from events

CREATE TABLE spj_document (             -- the papers of an SPJ; the office changes them
    document_key VARCHAR PRIMARY KEY, label VARCHAR NOT NULL,
    only_with VARCHAR NOT NULL,         -- '' always | 'pengganti': where somebody else collected
    position INTEGER NOT NULL
);
INSERT INTO spj_document VALUES
    ('sk', 'SK penerima / BNBA', '', 1),
    ('daftar', 'Daftar penerima', '', 2),
    ('tanda_terima', 'Tanda terima bertanda tangan', '', 3),
    ('bast', 'BAST', '', 4),
    ('ba_musdes', 'Berita acara musdes', '', 5),
    ('foto', 'Foto penyerahan', '', 6),
    ('bukti_transfer', 'Bukti transfer dan pajak', '', 7),
    ('surat_kuasa', 'Surat kuasa pengganti', 'pengganti', 8);
CREATE TABLE spj_need (                 -- which program needs what
    program VARCHAR NOT NULL, document_key VARCHAR NOT NULL,
    due_days INTEGER NOT NULL,          -- after the day the aid is due, else after the end of the month
    source VARCHAR NOT NULL
);
INSERT INTO spj_need
SELECT program, document_key, due_days, 'daftar umum SPJ, belum ada sumber; periksa juknis program'
FROM (VALUES ('BLTDD'), ('CPP'), ('PKH'), ('SEMBAKO'), ('UEP'), ('KOBE'), ('RTLH'), ('SEMBAKOLD'), ('ATENSI')) AS p(program)
CROSS JOIN (VALUES ('sk', 0), ('daftar', 0), ('tanda_terima', 7), ('bast', 7), ('ba_musdes', 0), ('foto', 7),
    ('bukti_transfer', 14), ('surat_kuasa', 7)) AS d(document_key, due_days)
WHERE (document_key <> 'ba_musdes' OR program = 'BLTDD')                -- only these recipients are chosen by musdes
  AND (document_key <> 'bukti_transfer' OR program IN ('BLTDD', 'UEP', 'RTLH'))
  AND (document_key NOT IN ('bast', 'surat_kuasa') OR program NOT IN ('PKH', 'SEMBAKO')); -- paid by bank or PT Pos

CREATE SEQUENCE spj_entry_number;
CREATE TABLE spj_entry (
    entry_id BIGINT PRIMARY KEY DEFAULT nextval('spj_entry_number'),
    kind VARCHAR NOT NULL,              -- ada | lepas
    removed_entry BIGINT,               -- the entry that this one takes away
    program VARCHAR NOT NULL, period VARCHAR NOT NULL,
    desa_code VARCHAR NOT NULL,         -- '' of all desa
    document_key VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,            -- of the file; '' a paper in the binder
    file_kind VARCHAR NOT NULL,         -- pdf | jpg | png | xlsx | ''
    byte_count BIGINT NOT NULL,
    title VARCHAR NOT NULL, paper_number VARCHAR NOT NULL, paper_date DATE,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE VIEW spj_live AS
FROM spj_entry e WHERE kind = 'ada' AND NOT EXISTS (FROM spj_entry u WHERE u.removed_entry = e.entry_id);

CREATE TABLE due_rule (                 -- by when the aid of a month is to be with the families
    program VARCHAR PRIMARY KEY,
    months VARCHAR NOT NULL,            -- of the year, '3,6,9,12'; '' every month
    day TINYINT NOT NULL,               -- of the month; the last one where it has not so many
    source VARCHAR NOT NULL
);
INSERT INTO due_rule VALUES
    ('BLTDD', '', 10, 'perkiraan: tiap bulan; sesuaikan dengan peraturan bupati'),
    ('CPP', '', 31, 'perkiraan: akhir bulan alokasi; sesuaikan dengan surat penugasan'),
    ('SEMBAKO', '', 31, 'perkiraan: akhir bulan; sesuaikan dengan jadwal salur'),
    ('PKH', '3,6,9,12', 31, 'perkiraan: akhir tahap tiga bulanan; sesuaikan dengan jadwal salur');
CREATE TABLE due_date (                 -- a date that counts instead of the rule
    program VARCHAR NOT NULL, period VARCHAR NOT NULL, due_on DATE NOT NULL, source VARCHAR NOT NULL
);
