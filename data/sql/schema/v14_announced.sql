-- Public boards that were announced: what each may show, so that a later one opens nothing beside it.
CREATE SEQUENCE board_sheet_number;
CREATE TABLE board_sheet (              -- one solution of a period: boards of any program and scope show parts of it
    sheet_id BIGINT PRIMARY KEY DEFAULT nextval('board_sheet_number'),
    period VARCHAR NOT NULL,
    relations VARCHAR NOT NULL,         -- JSON: which columns add up to which
    noted_at TIMESTAMP NOT NULL
);
CREATE TABLE board_cell (               -- one row per count of it, totals with them; nothing of a single family
    sheet_id BIGINT NOT NULL,
    row_number INTEGER NOT NULL, column_number INTEGER NOT NULL,
    row_code VARCHAR NOT NULL,          -- of a desa, of a kecamatan, or the total
    column_name VARCHAR NOT NULL,
    is_sum BOOLEAN NOT NULL,
    value BIGINT NOT NULL,
    is_hidden BOOLEAN NOT NULL
);
CREATE TABLE board_announced (          -- one row per board that was made for the public
    sheet_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,              -- key in analytics/report/kinds.py
    program VARCHAR NOT NULL, scope VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
