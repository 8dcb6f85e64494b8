-- What was handed to one family: one row per row of a list of deliveries, and per hand-over recorded here. Parameter: $key.
WITH own AS (
    SELECT nik FROM person WHERE no_kk = $key OR person_key = $key
    UNION SELECT r.nik FROM recipient_led l JOIN recipient_said r ON r.load_id = l.load_id AND r.sheet = l.sheet AND r.row = l.row
    WHERE l.person_key = $key
)
SELECT d.program_given, d.period_given, lower(d.status) AS status, d.on_date, d.collector, d.collector_relation
FROM delivery_said d
WHERE d.nik IN (SELECT nik FROM own WHERE nik IS NOT NULL) OR (d.nik IS NULL AND d.no_kk = $key)
UNION ALL
SELECT h.program, h.period, CASE WHEN h.kind <> 'diserahkan' THEN h.kind WHEN h.collector <> '' THEN 'diwakilkan' ELSE h.kind END,
    h.on_date, nullif(h.collector, ''), nullif(h.relation, '')
FROM handover_live h
WHERE h.person_key = $key
ORDER BY on_date;
