-- Satisfaction surveys, complaints, and what a person has said of the columns of a file.
CREATE TABLE survey_record (            -- one row per sheet of answers; 1 to 4 each, empty where none was given
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    on_date DATE, desa_given VARCHAR, kecamatan_given VARCHAR,
    desa_code VARCHAR, desa_how VARCHAR NOT NULL, desa_score DOUBLE,
    service VARCHAR,
    u1 TINYINT, u2 TINYINT, u3 TINYINT, u4 TINYINT, u5 TINYINT, u6 TINYINT, u7 TINYINT, u8 TINYINT, u9 TINYINT,
    remark VARCHAR
);
CREATE TABLE complaint_record (         -- one row per complaint
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL,
    on_date DATE, desa_given VARCHAR, kecamatan_given VARCHAR,
    desa_code VARCHAR, desa_how VARCHAR NOT NULL, desa_score DOUBLE,
    category VARCHAR, report VARCHAR, status VARCHAR, done_on DATE
);
CREATE VIEW survey_said AS FROM survey_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE VIEW complaint_said AS FROM complaint_record WHERE load_id IN (SELECT load_id FROM live_load);

CREATE TABLE column_choice (            -- how columns of a layout with these headers are read; the newest counts
    signature VARCHAR NOT NULL,         -- of the layout and its row of headers
    layout VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    header VARCHAR NOT NULL,            -- '' where no column holds the field
    load_id INTEGER NOT NULL            -- the file that it was said of
);
