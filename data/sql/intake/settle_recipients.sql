-- Each program, period and family once, from `recipient_led`; who leads to no known family stays as a person of its own.
-- Of several rows the last one's words count.
DELETE FROM recipient;
INSERT INTO recipient
WITH led AS (
    SELECT r.*, l.no_kk AS family_kk, l.matched_by, l.person_key, {load_id: r.load_id, sheet: r.sheet, row: r.row} AS said_at
    FROM recipient_said r
    JOIN recipient_led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
)
SELECT
    led.program, led.period, any_value(led.family_kk), led.person_key,
    arg_max(led.name, led.said_at),
    coalesce(any_value(f.desa_code), arg_max(led.desa_code, led.said_at)),
    max(led.matched_by),
    coalesce(any_value(f.lon), arg_max(led.lon, led.said_at)),
    coalesce(any_value(f.lat), arg_max(led.lat, led.said_at)),
    coalesce(any_value(f.dusun), arg_max(led.dusun, led.said_at)),
    max(led.amount_idr)
FROM led LEFT JOIN family f ON f.no_kk = led.family_kk
GROUP BY led.program, led.period, led.person_key;
