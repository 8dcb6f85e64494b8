-- What the trips of a plan carry for whom, with names and homes: one row per family (or person of no known family) and program.
-- Parameters: $plan_id, $trip_id ('' all), $desa_code ('' all).
WITH wanted AS (
    FROM plan_parcel
    WHERE plan_id = $plan_id AND ($trip_id = '' OR trip_id = $trip_id) AND ($desa_code = '' OR desa_code = $desa_code)
),
listed AS (                             -- the row of the list that speaks of it last
    SELECT l.person_key, r.program, r.period,
        arg_max(r.name, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS name,
        arg_max(r.nik, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS nik,
        arg_max(r.no_kk, {load_id: r.load_id, sheet: r.sheet, row: r.row}) AS no_kk
    FROM recipient_said r
    JOIN recipient_led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
    WHERE l.person_key IN (SELECT person_key FROM wanted)
    GROUP BY ALL
),
collects AS (                           -- of all programs ('') and of one; the newest note of each counts
    SELECT no_kk, program, name, relation
    FROM collector_note QUALIFY noted_at = max(noted_at) OVER (PARTITION BY no_kk, program)
),
known AS (                              -- a list without usable NIK: that of the family's one member of that name
    SELECT no_kk, name, min(nik) AS nik FROM (
        SELECT no_kk, name, nik FROM member_said WHERE nik IS NOT NULL
        UNION SELECT no_kk, name_head, nik_head FROM family WHERE nik_head IS NOT NULL
    ) GROUP BY ALL HAVING count(DISTINCT nik) = 1
)
SELECT handle(w.person_key) AS handle,
    coalesce(nullif(l.name, ''), f.name_head, '') AS name,
    coalesce(l.nik, k.nik, '') AS nik,
    coalesce(f.no_kk, l.no_kk, '') AS no_kk,
    coalesce(f.dusun, r.dusun, '') AS dusun, coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw,
    w.desa_code, coalesce(d.desa_name, w.desa_code) AS desa_name,
    w.stop_id, w.trip_id, w.program, w.period, w.load_kg, w.amount_idr, w.is_priority,
    coalesce(own.name, every.name, '') AS collector, coalesce(own.relation, every.relation, '') AS collector_relation
FROM wanted w
LEFT JOIN recipient r ON r.person_key = w.person_key AND r.program = w.program AND r.period = w.period
LEFT JOIN listed l ON l.person_key = w.person_key AND l.program = w.program AND l.period = w.period
LEFT JOIN family f ON f.no_kk = w.person_key
LEFT JOIN known k ON k.no_kk = f.no_kk AND name_key(k.name) = name_key(coalesce(nullif(l.name, ''), f.name_head))
LEFT JOIN desa_called d ON d.desa_code = w.desa_code
LEFT JOIN collects own ON own.no_kk = w.person_key AND own.program = w.program
LEFT JOIN collects every ON every.no_kk = w.person_key AND every.program = ''
QUALIFY row_number() OVER (PARTITION BY w.person_key, w.program ORDER BY k.nik NULLS LAST) = 1
ORDER BY w.trip_id, w.stop_id, w.is_priority DESC, name, handle, w.program;
