-- Service points: where families get goods, money or care. Rows of files stay as loaded; what the office writes in the table
-- on the page is only ever appended to.
CREATE TABLE service_point_record (
    load_id INTEGER NOT NULL,
    row INTEGER NOT NULL,               -- of the file, from 1
    kind VARCHAR NOT NULL,              -- key in data/service_points.py
    name VARCHAR NOT NULL,
    desa_code VARCHAR NOT NULL,         -- as the file states it; '' where it does not
    lon DOUBLE, lat DOUBLE,             -- EPSG:4326; empty where unknown
    capacity INTEGER,                   -- families per month; empty where unknown
    note VARCHAR NOT NULL
);
CREATE SEQUENCE service_point_number;
CREATE SEQUENCE service_point_edit_number;
CREATE TABLE service_point_edit (       -- the newest of a point counts
    edit_id BIGINT PRIMARY KEY DEFAULT nextval('service_point_edit_number'),
    point_key VARCHAR NOT NULL,         -- load and row ('3/12'), or 'k/' and a number for one that no file has
    is_gone BOOLEAN NOT NULL,
    kind VARCHAR NOT NULL, name VARCHAR NOT NULL, desa_code VARCHAR NOT NULL,
    lon DOUBLE, lat DOUBLE, capacity INTEGER, note VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL         -- UTC
);
