-- What speaks against closing trips: one row per parcel and fault. Relation `asked`: trip_id, driven_on.
-- Parameters: $plan_id.
WITH parcels AS (
    SELECT p.*, a.driven_on FROM handover_parcel p JOIN asked a USING (trip_id) WHERE p.plan_id = $plan_id
),
early AS (
    SELECT p.trip_id, p.person_key, p.program, 'mendahului' AS fault, min(e.on_date) AS on_date
    FROM parcels p JOIN handover_live e USING (plan_id, person_key, program, period)
    WHERE e.on_date < p.driven_on GROUP BY ALL
),
dead AS (                               -- handed to the recipient in person, who has died or moved before
    SELECT p.trip_id, p.person_key, p.program, 'sudah_tiada' AS fault, min(e.on_date) AS on_date
    FROM parcels p JOIN handover_live e USING (plan_id, person_key, program, period)
    JOIN handover_live g USING (plan_id, person_key, program, period)
    WHERE e.kind = 'diserahkan' AND e.collector = '' AND g.kind = 'gagal' AND g.reason IN ('meninggal', 'pindah')
    GROUP BY ALL
),
twice AS (                              -- more than one parcel's worth in all plans
    SELECT p.trip_id, p.person_key, p.program, 'dua_kali' AS fault, p.delivered_on AS on_date
    FROM parcels p
    WHERE p.delivered > 0 AND (SELECT sum(amount) FROM handover_live e WHERE e.kind = 'diserahkan' AND e.person_key = p.person_key
        AND e.program = p.program AND e.period = p.period) > p.sent
)
SELECT trip_id, handle(person_key) AS handle, program, fault, on_date FROM (
    SELECT trip_id, person_key, program, 'di_tangan' AS fault, NULL::DATE AS on_date FROM parcels WHERE in_hand > 0
    UNION ALL FROM early UNION ALL FROM dead UNION ALL FROM twice
) ORDER BY trip_id, fault, handle, program;
