-- Plans of deliveries as the office works with them: named, compared, chosen for a date; what each trip carries for whom.
ALTER TABLE plan ADD COLUMN name VARCHAR DEFAULT '';
ALTER TABLE plan ADD COLUMN by_name VARCHAR DEFAULT '';
ALTER TABLE plan ADD COLUMN by_role VARCHAR DEFAULT '';

CREATE TABLE plan_parcel (              -- one row per plan, family (or person of no known family) and program
    plan_id INTEGER NOT NULL,
    person_key VARCHAR NOT NULL,        -- as in `recipient`
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    desa_code VARCHAR NOT NULL,
    stop_id VARCHAR NOT NULL,           -- '' where no stop could be found
    trip_id VARCHAR NOT NULL,           -- '' where no trip brings it
    is_priority BOOLEAN NOT NULL,
    load_kg DOUBLE NOT NULL,
    amount_idr BIGINT                   -- of cash; empty for goods
);
CREATE SEQUENCE plan_choice_number;
CREATE TABLE plan_choice (              -- only ever appended to: which plan is driven; the newest of a program and period counts
    choice_id BIGINT PRIMARY KEY DEFAULT nextval('plan_choice_number'),
    plan_id INTEGER NOT NULL,
    program VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    first_day DATE NOT NULL,            -- of the plan; later days follow as the plan says
    is_chosen BOOLEAN NOT NULL,         -- false: the choice of this plan is taken back
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    noted_at TIMESTAMP NOT NULL         -- UTC
);
CREATE VIEW plan_chosen AS              -- plans that are driven: one row per plan whose newest choice stands
FROM (FROM plan_choice QUALIFY choice_id = max(choice_id) OVER (PARTITION BY plan_id)) WHERE is_chosen;

CREATE TABLE depot (                    -- where vehicles start and load: gudang, kantor pos, transfer points
    depot_key VARCHAR PRIMARY KEY,
    cells VARCHAR NOT NULL              -- JSON of the row in analytics.delivery.depots
);
CREATE TABLE desa_access (              -- what the office knows of the way into a desa
    desa_code VARCHAR PRIMARY KEY,
    cells VARCHAR NOT NULL              -- JSON of the row in analytics.delivery.access
);
