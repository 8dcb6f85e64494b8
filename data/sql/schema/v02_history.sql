-- Nothing is deleted: a list taken back keeps its records, which then count no longer; every change is written down.
ALTER TABLE load ADD COLUMN by_name VARCHAR DEFAULT '';
ALTER TABLE load ADD COLUMN by_role VARCHAR DEFAULT '';

CREATE TABLE layer_record (             -- the whole layer in place as each load of boundaries has left it
    desa_code VARCHAR NOT NULL,
    desa_name VARCHAR,
    kecamatan_code VARCHAR NOT NULL,
    kecamatan_name VARCHAR,
    bps_code VARCHAR,
    area_km2 DOUBLE NOT NULL,
    point_lon DOUBLE NOT NULL,
    point_lat DOUBLE NOT NULL,
    geometry BLOB NOT NULL,
    load_id INTEGER NOT NULL
);
INSERT INTO layer_record SELECT
    desa_code, desa_name, kecamatan_code, kecamatan_name, bps_code, area_km2, point_lon, point_lat, geometry,
    (SELECT max(load_id) FROM load WHERE kind = 'boundaries')
FROM desa WHERE EXISTS (FROM load WHERE kind = 'boundaries');

CREATE TABLE region_record (            -- what each reference list states
    load_id INTEGER NOT NULL,
    desa_code VARCHAR NOT NULL,
    desa_name VARCHAR,
    kecamatan_name VARCHAR,
    bps_code VARCHAR
);
CREATE TABLE region_alias_record (load_id INTEGER NOT NULL, desa_code VARCHAR NOT NULL, name VARCHAR NOT NULL);
INSERT INTO region_record SELECT (SELECT max(load_id) FROM load WHERE kind = 'codes'), region.*
FROM region WHERE EXISTS (FROM load WHERE kind = 'codes');
INSERT INTO region_alias_record SELECT (SELECT max(load_id) FROM load WHERE kind = 'codes'), region_alias.*
FROM region_alias WHERE EXISTS (FROM load WHERE kind = 'codes');

-- What the loads that are in use say.
CREATE VIEW live_load AS FROM load WHERE withdrawn_at IS NULL;
CREATE VIEW family_said AS FROM family_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE VIEW member_said AS FROM member_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE VIEW status_said AS FROM status_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE VIEW delivery_said AS FROM delivery_record WHERE load_id IN (SELECT load_id FROM live_load);
CREATE VIEW recipient_said AS FROM recipient_record WHERE load_id IN (SELECT load_id FROM live_load);

CREATE SEQUENCE change_number;
CREATE TABLE change (                   -- the history: only ever appended to
    change_id BIGINT PRIMARY KEY DEFAULT nextval('change_number'),
    changed_at TIMESTAMP NOT NULL,      -- UTC
    by_name VARCHAR NOT NULL,
    by_role VARCHAR NOT NULL,           -- key in data/roles.py
    subject VARCHAR NOT NULL,           -- key in data/history.py: keluarga, berkas …
    subject_key VARCHAR NOT NULL,       -- No. KK, number of the load …
    field VARCHAR NOT NULL,
    before VARCHAR, after VARCHAR,      -- empty: there was nothing, there is nothing any more
    reason VARCHAR NOT NULL,
    load_id INTEGER                     -- the file that brought it; empty where a person did it on the screen
);
