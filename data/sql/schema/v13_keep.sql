-- Who did what (jejak audit), what each file is kept for and until when. `audit` is only ever appended to.
CREATE TABLE audit (                    -- each entry bound to the one before by its hash (data/chain.py)
    number BIGINT PRIMARY KEY,          -- 1, 2, 3 … without a gap
    noted_at TIMESTAMP NOT NULL,        -- UTC
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL,
    by_account VARCHAR NOT NULL,        -- '' where no account is needed
    origin VARCHAR NOT NULL,            -- address of the computer; '' this one
    act VARCHAR NOT NULL,               -- key in data/audit.py or data/history.py
    subject VARCHAR NOT NULL,           -- 'keluarga 631102********01': numbers starred
    detail VARCHAR NOT NULL,
    change_first BIGINT, change_last BIGINT, -- changes of the history that its transaction wrote; empty: none
    change_count BIGINT NOT NULL,       -- how many of them this entry stands for
    topic VARCHAR NOT NULL,             -- and which: 'subject/field' of `change`, or of one of them
                                        -- 'subject/field/change_id'; '' all
    digest VARCHAR NOT NULL,            -- SHA-256 of salt and those changes
    salt VARCHAR NOT NULL,              -- never leaves the database
    hash VARCHAR NOT NULL               -- SHA-256 of the hash before and this entry
);
INSERT INTO meta VALUES ('audit_count', '0'), ('audit_head', ''), ('audit_change', '0');

CREATE TABLE retention (                -- why a file is kept and until when; the newest of a load counts
    load_id INTEGER NOT NULL,
    purpose VARCHAR NOT NULL,
    keep_until DATE NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
CREATE VIEW retention_now AS
FROM (FROM retention QUALIFY row_number() OVER (PARTITION BY load_id ORDER BY noted_at DESC, rowid DESC) = 1);
CREATE TABLE purged (                   -- files taken back whose rows were deleted for good
    load_id INTEGER PRIMARY KEY,
    row_count BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    by_name VARCHAR NOT NULL, by_role VARCHAR NOT NULL, noted_at TIMESTAMP NOT NULL
);
