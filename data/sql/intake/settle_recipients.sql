-- Each program, period and family once. A recipient belongs to the family whose head or member has the NIK, else to the
-- family of the KK number; who leads to no known family stays as a person of its own. Of several rows the last one's words
-- count.
INSERT INTO recipient
WITH person AS (
    SELECT nik_head AS nik, no_kk FROM family WHERE nik_head IS NOT NULL
    UNION
    SELECT m.nik, m.no_kk FROM member_said m JOIN family USING (no_kk) WHERE m.nik IS NOT NULL AND NOT m.is_repeat
),
head AS (SELECT nik, min(no_kk) AS no_kk FROM person GROUP BY nik HAVING count(*) = 1),
led AS (
    SELECT
        r.*,
        {load_id: r.load_id, sheet: r.sheet, row: r.row} AS said_at,
        coalesce(h.no_kk, f.no_kk) AS family_kk,
        CASE WHEN h.no_kk IS NOT NULL THEN 'NIK' WHEN f.no_kk IS NOT NULL THEN 'KK' ELSE '' END AS matched_by,
        coalesce(
            h.no_kk, f.no_kk, r.nik, r.no_kk, r.name || '|' || coalesce(r.desa_code, r.desa_given, '')
        ) AS person_key
    FROM recipient_said r
    LEFT JOIN head h ON h.nik = r.nik
    LEFT JOIN family f ON f.no_kk = r.no_kk
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
