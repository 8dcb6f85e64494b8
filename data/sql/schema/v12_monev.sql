-- Monev: answers of surveys, complaints and what became of them, targets and figures, needs, meetings and what they agreed.
-- Answers, steps, figures and states are only ever appended to: what is taken back is taken back by a row of its own.
CREATE SEQUENCE survey_answer_number;
CREATE TABLE survey_answer (            -- one row per sheet of answers that was typed in: nobody's name, nobody's number
    answer_id BIGINT PRIMARY KEY DEFAULT nextval('survey_answer_number'),
    on_date DATE NOT NULL,
    desa_code VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    u1 TINYINT, u2 TINYINT, u3 TINYINT, u4 TINYINT, u5 TINYINT, u6 TINYINT, u7 TINYINT, u8 TINYINT, u9 TINYINT,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE TABLE survey_answer_end (        -- at most one per answer: taken back
    answer_id BIGINT PRIMARY KEY, reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE VIEW survey_every AS             -- answers that count, of files and of the screen; answer_id empty: of a file
SELECT NULL::BIGINT AS answer_id, on_date, desa_code, coalesce(desa_given, '') AS desa_given, coalesce(service, '') AS service,
    u1, u2, u3, u4, u5, u6, u7, u8, u9
FROM survey_said
UNION ALL
SELECT answer_id, on_date, desa_code, '', service, u1, u2, u3, u4, u5, u6, u7, u8, u9
FROM survey_answer a WHERE NOT EXISTS (FROM survey_answer_end e WHERE e.answer_id = a.answer_id);

CREATE TABLE complaint_kind (           -- what complaints are about; the office changes them
    kind_key VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,
    words VARCHAR NOT NULL,             -- by which the categories of files are known, separated by ';'
    position INTEGER NOT NULL
);
INSERT INTO complaint_kind VALUES       -- the first five after Pedoman Teknis BALAKAS, Kecamatan Awayan 2023
    ('verifikasi', 'Verifikasi tergesa atau tidak akurat', 'verifikasi;data salah;data keliru', 1),
    ('terlewat', 'Keluarga miskin tidak menerima', 'tidak menerima;tidak dapat;tidak mendapat;belum menerima;terlewat', 2),
    ('tidak_merata', 'Bantuan tidak merata', 'merata', 3),
    ('mampu', 'Keluarga mampu menerima', 'mampu;sasaran', 4),
    ('lambat', 'Penyaluran lambat', 'lambat;telat', 5),
    ('potongan', 'Potongan atau pungutan', 'potong;pungut;pungli', 6),
    ('lain', 'Lainnya', '', 7);
CREATE SEQUENCE complaint_number;
CREATE TABLE complaint (                -- a complaint told at the office; who told it is never kept
    complaint_id BIGINT PRIMARY KEY DEFAULT nextval('complaint_number'),
    on_date DATE NOT NULL,
    desa_code VARCHAR NOT NULL,
    kind_key VARCHAR NOT NULL,
    said VARCHAR NOT NULL,              -- may hold personal data: on the office's page only
    channel VARCHAR NOT NULL,           -- key in data/monev/complaints.py
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE SEQUENCE complaint_step_number;
CREATE TABLE complaint_step (
    step_id BIGINT PRIMARY KEY DEFAULT nextval('complaint_step_number'),
    complaint_key VARCHAR NOT NULL,     -- as in complaint_every
    kind VARCHAR NOT NULL,              -- key in data/monev/complaints.py
    task_id BIGINT,                     -- of the news of a task: the step that gave it
    on_date DATE NOT NULL,
    said VARCHAR NOT NULL,
    owner VARCHAR NOT NULL, due_on DATE, -- of a task
    state VARCHAR NOT NULL,             -- of a task: terbuka | berjalan | selesai | batal
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE VIEW complaint_every AS          -- complaints that count, of files and of the screen
SELECT 'b' || load_id || '/' || sheet || '/' || row AS complaint_key, on_date, desa_code, coalesce(desa_given, '') AS desa_given,
    coalesce(category, '') AS category, '' AS kind_key, coalesce(report, '') AS said, 'berkas' AS channel,
    coalesce(status, '') AS status, done_on
FROM complaint_said
UNION ALL
SELECT 'm' || complaint_id, on_date, desa_code, '', '', kind_key, said, channel, '', NULL FROM complaint c
WHERE NOT EXISTS (FROM complaint_step s WHERE s.complaint_key = 'm' || c.complaint_id AND s.kind = 'batal');

CREATE TABLE monev_target (             -- what an indicator is to reach from a month on; the newest that has begun counts
    indicator VARCHAR NOT NULL,         -- key in analytics/monev/measures.py
    from_period VARCHAR NOT NULL,       -- 'YYYY-MM'; '' from the beginning
    target DOUBLE NOT NULL,
    source VARCHAR NOT NULL
);
INSERT INTO monev_target VALUES
    ('cakupan', '', 80, 'perkiraan; tetapkan di rapat monev'),
    ('belum_terlayani', '', 20, 'perkiraan; tetapkan di rapat monev'),
    ('tidak_tepat', '', 10, 'perkiraan; tetapkan di rapat monev'),
    ('tepat_waktu', '', 90, 'perkiraan; tetapkan di rapat monev'),
    ('lengkap', '', 95, 'perkiraan; tetapkan di rapat monev'),
    ('ikm', '', 76.61, 'mutu B, PermenPANRB 14/2017'),
    ('aduan_selesai', '', 80, 'perkiraan; tetapkan di rapat monev'),
    ('partisipasi', '', 70, 'perkiraan; tetapkan di rapat monev'),
    ('pendapatan', '', 50, 'perkiraan; tetapkan di rapat monev');
CREATE SEQUENCE monev_figure_number;
CREATE TABLE monev_figure (             -- what the office counts itself; the newest of an indicator, month and desa counts
    figure_id BIGINT PRIMARY KEY DEFAULT nextval('monev_figure_number'),
    indicator VARCHAR NOT NULL, period VARCHAR NOT NULL, desa_code VARCHAR NOT NULL,
    part BIGINT, whole BIGINT,          -- both empty: taken back
    source VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE VIEW monev_figure_now AS
FROM (FROM monev_figure QUALIFY figure_id = max(figure_id) OVER (PARTITION BY indicator, period, desa_code))
WHERE whole IS NOT NULL;

CREATE SEQUENCE need_number;
CREATE TABLE need (                     -- what a desa lacks and what it has to build on; rows end, none is lost
    need_id BIGINT PRIMARY KEY DEFAULT nextval('need_number'),
    sort VARCHAR NOT NULL,              -- kebutuhan | potensi
    desa_code VARCHAR NOT NULL,
    category VARCHAR NOT NULL, said VARCHAR NOT NULL,
    amount DOUBLE, unit VARCHAR NOT NULL,
    level VARCHAR NOT NULL,             -- rendah | sedang | tinggi | ''
    on_date DATE, source VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);

CREATE SEQUENCE meeting_number;
CREATE TABLE meeting (
    meeting_id BIGINT PRIMARY KEY DEFAULT nextval('meeting_number'),
    on_date DATE NOT NULL, place VARCHAR NOT NULL, title VARCHAR NOT NULL, participant_count INTEGER,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE SEQUENCE action_number;
CREATE TABLE action (                   -- what a meeting agreed: tindak lanjut
    action_id BIGINT PRIMARY KEY DEFAULT nextval('action_number'),
    meeting_id BIGINT NOT NULL, said VARCHAR NOT NULL
);
CREATE SEQUENCE action_step_number;
CREATE TABLE action_step (              -- the newest of an action says how it stands
    step_id BIGINT PRIMARY KEY DEFAULT nextval('action_step_number'),
    action_id BIGINT NOT NULL,
    on_date DATE NOT NULL,
    state VARCHAR NOT NULL,             -- terbuka | berjalan | selesai | batal
    owner VARCHAR NOT NULL, due_on DATE,
    note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
