-- The workflow: proposals and their steps, yearly verifications, who left, decisions of priority. Only ever appended to.
-- `person_key` as in `recipient`: the KK number of a known family, else the NIK (or number) of the person.
INSERT INTO meta VALUES ('salt', gen_random_uuid()::VARCHAR);
-- What screens and returned files call a person or family by: no number, and of use in this database only.
CREATE MACRO handle(person_key) AS
    'v' || left(sha256((SELECT value FROM meta WHERE key = 'salt') || person_key), 11);

CREATE SEQUENCE proposal_number;
CREATE TABLE proposal (
    proposal_id BIGINT PRIMARY KEY DEFAULT nextval('proposal_number'),
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,            -- the month from which aid is proposed
    person_key VARCHAR NOT NULL,
    nik VARCHAR                         -- of the person proposed; empty: the family as a whole
);
CREATE SEQUENCE step_number;
CREATE TABLE proposal_step (
    step_id BIGINT PRIMARY KEY DEFAULT nextval('step_number'),
    proposal_id BIGINT NOT NULL,
    transition VARCHAR NOT NULL,        -- key in data/workflow/states.py
    state VARCHAR NOT NULL,             -- after this step
    on_date DATE NOT NULL,
    paper_number VARCHAR NOT NULL,      -- of the berita acara or decree; '' where none is needed
    paper_date DATE,
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL,              -- UTC
    top_step BIGINT,                    -- the step that stands after this one: itself, or what an undoing lays bare
    below_step BIGINT,                  -- what stood before a step; empty under the first
    load_id INTEGER,                    -- the list of deliveries that it follows from
    leaving_id BIGINT                   -- the leaving that it follows from
);
CREATE VIEW proposal_now AS             -- the state of a proposal is that of its newest step
SELECT p.proposal_id, p.program, p.period, p.person_key, p.nik, s.step_id, s.state, s.top_step, t.transition,
    coalesce(t.on_date, s.on_date) AS standing_on, s.noted_at, s.by_name, s.by_role, t.paper_number, t.paper_date,
    s.reason, t.below_step, t.load_id AS top_load_id, t.leaving_id AS top_leaving_id
FROM proposal p
JOIN (FROM proposal_step QUALIFY step_id = max(step_id) OVER (PARTITION BY proposal_id)) s USING (proposal_id)
LEFT JOIN proposal_step t ON t.step_id = s.top_step;

CREATE SEQUENCE verification_number;
CREATE TABLE verification (             -- the newest of a person or family counts
    verification_id BIGINT PRIMARY KEY DEFAULT nextval('verification_number'),
    person_key VARCHAR NOT NULL,
    on_date DATE NOT NULL,
    result VARCHAR NOT NULL,            -- key in data/workflow/states.py
    note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL,
    source VARCHAR NOT NULL             -- the returned file; '' from the screen
);

CREATE SEQUENCE leaving_number;
CREATE TABLE leaving (
    leaving_id BIGINT PRIMARY KEY DEFAULT nextval('leaving_number'),
    person_key VARCHAR NOT NULL,
    what VARCHAR NOT NULL,              -- 'keluarga': altogether; else the program that is left
    left_on DATE NOT NULL,
    cause VARCHAR NOT NULL,             -- key in data/workflow/states.py
    note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
CREATE TABLE leaving_end (              -- at most one per leaving
    leaving_id BIGINT PRIMARY KEY,
    returned_on DATE,                   -- empty: the leaving was a mistake and never was
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
-- Who has left and not come back by a period 'YYYY-MM': in the month of leaving and of returning one still counts.
-- `is_away`: no longer a family of the place; the others stay families but neither receive nor are counted as poor.
CREATE MACRO gone(at_period) AS TABLE
SELECT l.person_key, l.what, bool_or(l.cause IN ('meninggal', 'pindah')) AS is_away
FROM leaving l LEFT JOIN leaving_end e USING (leaving_id)
WHERE strftime(l.left_on, '%Y-%m') < at_period
  AND (e.leaving_id IS NULL OR strftime(e.returned_on, '%Y-%m') > at_period)
GROUP BY ALL;

CREATE SEQUENCE priority_number;
CREATE TABLE priority_decision (        -- how it was decided: frozen
    decision_id BIGINT PRIMARY KEY DEFAULT nextval('priority_number'),
    criteria VARCHAR NOT NULL,          -- JSON: key, label, points of each
    rule VARCHAR NOT NULL,              -- in words
    threshold DOUBLE NOT NULL,
    period VARCHAR NOT NULL,
    paper_number VARCHAR NOT NULL, paper_date DATE NOT NULL,
    note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
CREATE TABLE priority_result (          -- one row per decision and family
    decision_id BIGINT NOT NULL,
    person_key VARCHAR NOT NULL,
    is_priority BOOLEAN NOT NULL,
    points DOUBLE NOT NULL,
    answers VARCHAR NOT NULL            -- JSON: criterion → ya, tidak, tidak diketahui; as known on that day
);
CREATE VIEW priority_now AS             -- the newest decision of each family
FROM priority_result QUALIFY decision_id = max(decision_id) OVER (PARTITION BY person_key);

CREATE VIEW desa_called AS              -- every desa that is known by a name: of the layer, the lists, else as files call it
WITH said AS (
    SELECT desa_code, desa_name, 0 AS rank FROM desa
    UNION ALL SELECT desa_code, desa_name, 1 FROM region
    UNION ALL SELECT desa_code, mode(desa_given), 2 FROM family_said GROUP BY desa_code
)
SELECT desa_code, arg_min(desa_name, rank) AS desa_name FROM said
WHERE desa_code IS NOT NULL AND desa_name IS NOT NULL GROUP BY desa_code;
