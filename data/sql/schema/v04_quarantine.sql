-- Rows that wait are corrected and taken in, or set aside for good; what they said before stays known.
ALTER TABLE set_aside ADD COLUMN said VARCHAR;      -- JSON: field → text as it was read; empty for older loads
ALTER TABLE set_aside ADD COLUMN typed VARCHAR;     -- JSON: the fields that a person has corrected

CREATE TABLE set_aside_left (           -- rows that wait no longer
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    cells VARCHAR NOT NULL, said VARCHAR, typed VARCHAR,
    state VARCHAR NOT NULL,             -- masuk: taken in after correction | tidak dimuat: set aside for good
    left_at TIMESTAMP NOT NULL,         -- UTC
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);
CREATE TABLE correction (               -- what a row said before and since each correction: only ever appended to
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    corrected_at TIMESTAMP NOT NULL,    -- UTC
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    source VARCHAR NOT NULL,            -- the file that brought it, '' from the screen
    before VARCHAR NOT NULL,            -- JSON: header → cell
    after VARCHAR NOT NULL
);
