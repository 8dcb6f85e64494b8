-- Who collects for one family, as was said on the screen: the newest statement per program. Parameter: $key.
SELECT program, name, relation, noted_at, by_name
FROM collector_note
WHERE no_kk = $key
QUALIFY row_number() OVER (PARTITION BY program ORDER BY noted_at DESC, rowid DESC) = 1;
