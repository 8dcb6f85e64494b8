-- Who is to be verified: one row per family (or person of no known family) that is on a list of the twelve months up to
-- the newest, or with $with_poor poor, has not left, and was never verified, or longer ago than $months, or not found.
-- Parameters: $today, $months, $with_poor, $poor_desil_max, $desa_code ('' = all), $unsettled (results that leave it due).
WITH span AS (
    SELECT strftime(CAST(max(period) || '-01' AS DATE) - INTERVAL 11 MONTH, '%Y-%m') AS since FROM recipient
),
receiving AS (
    SELECT person_key, list(DISTINCT program ORDER BY program) AS programs, arg_max(name, period) AS name,
        arg_max(desa_code, period) AS desa_code, arg_max(dusun, period) AS dusun
    FROM recipient, span WHERE period >= since GROUP BY person_key
),
who AS (
    SELECT person_key FROM receiving
    UNION
    SELECT no_kk FROM family WHERE $with_poor AND desil <= $poor_desil_max
),
last AS (
    SELECT person_key, max(on_date) AS verified_on, arg_max(result, {on_date: on_date, id: verification_id}) AS result
    FROM verification GROUP BY person_key
),
flagged AS (
    SELECT l.person_key, i.kind FROM issue i JOIN live_load USING (load_id)
    JOIN recipient_led l ON l.load_id = i.load_id AND l.sheet = i.sheet AND l.row = i.row
    ANTI JOIN issue_decided o ON o.load_id = i.load_id AND o.sheet = i.sheet AND o.row = i.row AND o.kind = i.kind
    CROSS JOIN span WHERE i.severity = 'PERIKSA' AND l.period >= since
    UNION
    SELECT f.no_kk, i.kind FROM issue i
    JOIN family_said f ON f.load_id = i.load_id AND f.sheet = i.sheet AND f.row = i.row
    ANTI JOIN issue_decided o ON o.load_id = i.load_id AND o.sheet = i.sheet AND o.row = i.row AND o.kind = i.kind
    WHERE i.severity = 'PERIKSA'
    UNION
    SELECT m.no_kk, i.kind FROM issue i
    JOIN member_said m ON m.load_id = i.load_id AND m.sheet = i.sheet AND m.row = i.row
    ANTI JOIN issue_decided o ON o.load_id = i.load_id AND o.sheet = i.sheet AND o.row = i.row AND o.kind = i.kind
    WHERE i.severity = 'PERIKSA' AND m.no_kk IS NOT NULL
),
flags AS (SELECT person_key, list(kind ORDER BY kind) AS flags FROM flagged GROUP BY person_key)
SELECT handle(w.person_key) AS handle, w.person_key, coalesce(f.name_head, r.name, '') AS name,
    coalesce(f.desa_code, r.desa_code, '') AS desa_code,
    coalesce(d.desa_name, f.desa_code, r.desa_code, '') AS desa_name,
    coalesce(f.dusun, r.dusun) AS dusun, f.rt, f.rw, f.desil, coalesce(r.programs, []) AS programs,
    v.verified_on, v.result, coalesce(x.flags, []) AS flags
FROM who w
LEFT JOIN family f ON f.no_kk = w.person_key
LEFT JOIN receiving r ON r.person_key = w.person_key
LEFT JOIN last v ON v.person_key = w.person_key
LEFT JOIN flags x ON x.person_key = w.person_key
LEFT JOIN desa_called d ON d.desa_code = coalesce(f.desa_code, r.desa_code)
WHERE (v.verified_on IS NULL OR list_contains($unsettled, v.result)
       OR v.verified_on <= CAST($today AS DATE) - to_months($months))
  AND ($desa_code = '' OR coalesce(f.desa_code, r.desa_code) = $desa_code)
  AND NOT EXISTS (FROM gone('9999-12') o WHERE o.person_key = w.person_key AND o.what = 'keluarga')
ORDER BY desa_name, dusun, rt, w.person_key;
