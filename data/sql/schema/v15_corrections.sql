-- Corrections of what was noted of meetings and complaints: the row that counts is changed, the one before is kept here.
ALTER TABLE meeting ADD COLUMN notes VARCHAR DEFAULT '';    -- what was said there: notulen
CREATE TABLE meeting_version (          -- as a meeting stood until it was corrected
    meeting_id BIGINT NOT NULL,
    on_date DATE NOT NULL, place VARCHAR NOT NULL, title VARCHAR NOT NULL, participant_count INTEGER, notes VARCHAR,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL
);
CREATE TABLE complaint_version (        -- as a complaint stood until it was corrected
    complaint_id BIGINT NOT NULL,
    on_date DATE NOT NULL, desa_code VARCHAR NOT NULL, kind_key VARCHAR NOT NULL, said VARCHAR NOT NULL, channel VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL
);
