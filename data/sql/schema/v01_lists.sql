-- One row per fact that a file stated (…_record), and what follows from them (family, recipient).
-- Records stay as loaded; family and recipient are settled anew, in the same transaction, by every load.
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE setting (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE SEQUENCE load_number;
CREATE TABLE load (
    load_id INTEGER PRIMARY KEY,
    kind VARCHAR NOT NULL,              -- codes | boundaries | families | recipients
    file_name VARCHAR NOT NULL,         -- without its folder
    sha256 VARCHAR NOT NULL,
    program VARCHAR NOT NULL,           -- '' where the file is of no program
    period VARCHAR NOT NULL,            -- 'YYYY-MM' or ''
    loaded_at TIMESTAMP NOT NULL,
    row_count INTEGER NOT NULL,
    accepted_count INTEGER NOT NULL,
    set_aside_count INTEGER NOT NULL,
    facts VARCHAR NOT NULL,             -- JSON: what was found at the door
    withdrawn_at TIMESTAMP              -- taken back as a whole; its rows are gone from the figures
);

CREATE TABLE region (                   -- reference lists: codes and names of desa and kelurahan
    desa_code VARCHAR PRIMARY KEY,
    desa_name VARCHAR,
    kecamatan_name VARCHAR,
    bps_code VARCHAR
);
CREATE TABLE region_alias (desa_code VARCHAR NOT NULL, name VARCHAR NOT NULL);

CREATE TABLE desa (                     -- the layer in place
    desa_code VARCHAR PRIMARY KEY,
    desa_name VARCHAR,
    kecamatan_code VARCHAR NOT NULL,
    kecamatan_name VARCHAR,
    bps_code VARCHAR,
    area_km2 DOUBLE NOT NULL,
    point_lon DOUBLE NOT NULL,
    point_lat DOUBLE NOT NULL,
    geometry BLOB NOT NULL,             -- WKB, EPSG:4326
    load_id INTEGER NOT NULL
);

CREATE TABLE family_record (            -- one row per row of a family file that was taken in
    load_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    row INTEGER NOT NULL,               -- the number a spreadsheet shows
    is_repeat BOOLEAN NOT NULL,         -- the same family again in the same file: kept, not counted
    no_kk VARCHAR NOT NULL,
    nik_head VARCHAR,
    name_head VARCHAR,
    code_given VARCHAR, desa_given VARCHAR, kecamatan_given VARCHAR,
    lon_given VARCHAR, lat_given VARCHAR, -- as written
    desa_code VARCHAR, desa_how VARCHAR NOT NULL, desa_score DOUBLE,
    lon DOUBLE, lat DOUBLE,             -- empty where the place cannot be trusted
    dusun VARCHAR, rt VARCHAR, rw VARCHAR,
    member_count INTEGER,
    desil TINYINT,
    rank TINYINT NOT NULL               -- of the register: the lowest says which families there are
);
CREATE TABLE member_record (            -- one row per person of a family, as a file of members states it
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL, is_repeat BOOLEAN NOT NULL,
    nik VARCHAR, no_kk VARCHAR, name VARCHAR, sex VARCHAR, born_on DATE, relation VARCHAR
);
CREATE TABLE status_record (            -- who died or moved, as Dukcapil states it
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL, is_repeat BOOLEAN NOT NULL,
    nik VARCHAR, name VARCHAR, status VARCHAR, on_date DATE
);
CREATE TABLE delivery_record (          -- what was handed over, one row per row of a list of deliveries
    load_id INTEGER NOT NULL, sheet VARCHAR NOT NULL, row INTEGER NOT NULL, is_repeat BOOLEAN NOT NULL,
    nik VARCHAR, no_kk VARCHAR, name VARCHAR, program_given VARCHAR, period_given VARCHAR,
    amount_idr BIGINT, status VARCHAR, on_date DATE
);
CREATE TABLE forbidden_pair (           -- programs that one family may not receive together; the office changes it
    program VARCHAR NOT NULL, other VARCHAR NOT NULL
);
INSERT INTO forbidden_pair VALUES ('BLTDD', 'PKH'), ('PKH', 'BLTDD'), ('BLTDD', 'SEMBAKO'), ('SEMBAKO', 'BLTDD');

CREATE TABLE recipient_record (         -- one row per row of a list of recipients that was taken in
    load_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    row INTEGER NOT NULL,
    is_repeat BOOLEAN NOT NULL,
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    nik VARCHAR, no_kk VARCHAR,         -- only where usable as a key
    name VARCHAR,
    code_given VARCHAR, desa_given VARCHAR, kecamatan_given VARCHAR,
    lon_given VARCHAR, lat_given VARCHAR,
    desa_code VARCHAR, desa_how VARCHAR NOT NULL, desa_score DOUBLE,
    lon DOUBLE, lat DOUBLE,
    dusun VARCHAR,
    amount_idr BIGINT
);

CREATE TABLE family (                   -- one row per family: its newest statement, column by column
    no_kk VARCHAR PRIMARY KEY,
    nik_head VARCHAR, name_head VARCHAR,
    desa_code VARCHAR, desa_how VARCHAR,
    dusun VARCHAR, rt VARCHAR, rw VARCHAR,
    member_count INTEGER, desil TINYINT,
    lon DOUBLE, lat DOUBLE
);
CREATE TABLE recipient (                -- one row per program, period and family (or person of no known family)
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    no_kk VARCHAR,                      -- the known family; NULL where none is known
    person_key VARCHAR NOT NULL,        -- no_kk, else NIK, else KK of no known family, else name and desa
    name VARCHAR,
    desa_code VARCHAR,                  -- of the family where known, else as the list says
    matched_by VARCHAR NOT NULL,        -- NIK | KK | ''
    lon DOUBLE, lat DOUBLE, dusun VARCHAR,
    amount_idr BIGINT
);

CREATE TABLE issue (                    -- one row per doubt about one row of one file
    load_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    row INTEGER NOT NULL,               -- 0: the whole column or file
    key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,          -- KRITIS | PERIKSA | INFO
    field VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    remedy VARCHAR NOT NULL
);
CREATE TABLE set_aside (                -- rows that wait: nothing of a file is lost
    load_id INTEGER NOT NULL,
    sheet VARCHAR NOT NULL,
    row INTEGER NOT NULL,
    cells VARCHAR NOT NULL              -- JSON: header → cell as written
);

CREATE TABLE vehicle (
    vehicle_key VARCHAR PRIMARY KEY,
    cells VARCHAR NOT NULL              -- JSON of the row in analytics.delivery.vehicles
);
CREATE TABLE plan (
    plan_id INTEGER PRIMARY KEY,
    made_at TIMESTAMP NOT NULL,
    inputs VARCHAR NOT NULL,            -- JSON: program, period, seed, iterations, data version
    result VARCHAR NOT NULL             -- JSON of analytics.delivery.plan.Plan
);
