-- Who collects for one family, as was said on the screen: the newest statement per program, of two at one moment the
-- later row. Rows are counted, not asked for their rowid: the view that limits an operator has none. Parameter: $key.
WITH told AS (SELECT *, row_number() OVER () AS place FROM collector_note WHERE no_kk = $key)
SELECT program, name, relation, noted_at, by_name
FROM told
QUALIFY row_number() OVER (PARTITION BY program ORDER BY noted_at DESC, place DESC) = 1;
