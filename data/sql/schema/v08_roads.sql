-- Roads, trails and rivers: a file is a load of kind `roads`; all those in use form one network. What the office decides
-- about them is only ever appended to.
CREATE TABLE road_node (
    load_id INTEGER NOT NULL,
    node INTEGER NOT NULL,              -- its position in the network of its file
    lon DOUBLE NOT NULL, lat DOUBLE NOT NULL,
    barrier VARCHAR NOT NULL,           -- key in geo/network/classes.py; '' where there is none
    closed_to VARCHAR NOT NULL
);
CREATE TABLE road_edge (
    load_id INTEGER NOT NULL,
    edge INTEGER NOT NULL,
    from_node INTEGER NOT NULL, to_node INTEGER NOT NULL,
    way_id VARCHAR NOT NULL,            -- as the file calls it
    raw_class VARCHAR NOT NULL,
    road_class VARCHAR NOT NULL, surface VARCHAR NOT NULL, -- keys in geo/network/classes.py
    length_m DOUBLE NOT NULL,
    name VARCHAR NOT NULL,
    oneway TINYINT NOT NULL,
    closed_to VARCHAR NOT NULL,
    condition VARCHAR NOT NULL,
    level TINYINT NOT NULL,
    is_join BOOLEAN NOT NULL,
    shape BLOB NOT NULL                 -- WKB, EPSG:4326
);

CREATE SEQUENCE road_mend_number;
CREATE TABLE road_mend (                -- the newest counts, and only for the files that it was decided about
    mend_id BIGINT PRIMARY KEY DEFAULT nextval('road_mend_number'),
    snap_m DOUBLE,                      -- empty: nothing is joined any more
    with_crossings BOOLEAN NOT NULL,    -- lines that cross without a node become junctions too
    loads VARCHAR NOT NULL,             -- JSON: the numbers of the files, ascending
    joins VARCHAR NOT NULL,             -- JSON: what was joined, see data/roads/mending.py
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL         -- UTC
);

CREATE SEQUENCE road_block_number;
CREATE TABLE road_block (               -- stretches that nobody gets through
    block_id BIGINT PRIMARY KEY DEFAULT nextval('road_block_number'),
    extent VARCHAR NOT NULL,            -- key in data/roads.py: the stretch between two crossings, the way, all of a name
    way_id VARCHAR NOT NULL,            -- as in read_network: the number of the load, "/", and what the file calls it
    name VARCHAR NOT NULL,
    lon DOUBLE NOT NULL, lat DOUBLE NOT NULL, -- a place on it: finds it again in a newer file
    first_day DATE NOT NULL,
    last_day DATE,                      -- empty: until further notice
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);
CREATE TABLE road_opened (              -- at most one per block: it is open again, or never was closed
    block_id BIGINT PRIMARY KEY,
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL
);

CREATE TABLE road_speed (               -- the office's own table; without a row the defaults of geo/network/speeds.py hold
    mode VARCHAR NOT NULL, road_class VARCHAR NOT NULL, surface VARCHAR NOT NULL, season VARCHAR NOT NULL,
    speed_kmh DOUBLE NOT NULL,
    source VARCHAR NOT NULL
);
