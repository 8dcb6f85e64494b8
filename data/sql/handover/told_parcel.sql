-- What is said (relation `told`) beside the parcel that it is said of, the fault that speaks against it ('' none), and whether
-- it stands recorded already (`is_same`).
-- Of parcels said of several times the amounts of the rows before count; an empty amount means all that is left.
-- Parameters: $plan_id, $today.
CREATE OR REPLACE TEMP TABLE told_parcel AS
WITH of_plan AS (
    SELECT handle(person_key) AS handle, count(*) AS parcel_count, any_value(person_key) AS person_key
    FROM plan_parcel WHERE plan_id = $plan_id GROUP BY person_key
),
named AS (                              -- a row that names no program means the one parcel there is
    SELECT t.*, o.person_key, o.handle IS NOT NULL AS is_known,
        coalesce(o.parcel_count > 1 AND t.program = '', false) AS is_unclear
    FROM told t LEFT JOIN of_plan o USING (handle)
),
elsewhere AS (
    SELECT person_key, program, period, sum(amount) AS amount FROM handover_live
    WHERE kind = 'diserahkan' AND plan_id <> $plan_id GROUP BY ALL
),
met AS (
    SELECT n.* EXCLUDE (program, period, person_key, trip_id), n.person_key, q.program, q.period, p.unit, p.sent, p.in_hand,
        p.delivered, p.returned, p.delivered_on, q.trip_id, coalesce(p.load_kg, q.load_kg) AS load_kg,
        p.sent IS NOT NULL AS is_sent, c.trip_id IS NOT NULL AS is_closed, n.trip_id AS trip_said,
        coalesce(e.amount, 0)::DECIMAL(18, 3) AS elsewhere
    FROM named n
    LEFT JOIN plan_parcel q ON q.plan_id = $plan_id AND q.person_key = n.person_key AND (n.program IN ('', q.program))
        AND (n.period IN ('', q.period)) AND NOT n.is_unclear
    LEFT JOIN handover_parcel p ON p.plan_id = $plan_id AND p.person_key = q.person_key AND p.program = q.program AND p.period = q.period
    LEFT JOIN trip_closed c ON c.plan_id = $plan_id AND c.trip_id = q.trip_id
    LEFT JOIN elsewhere e ON e.person_key = q.person_key AND e.program = q.program AND e.period = q.period
),
known AS (                              -- what stands recorded already, word for word
    SELECT m.*, m.said_fault NOT IN ('jumlah_salah', 'jumlah_melebihi') AND EXISTS (FROM handover_live e
        WHERE e.plan_id = $plan_id AND e.person_key = m.person_key AND e.program = m.program AND e.period = m.period
          AND e.kind = m.kind AND e.on_date = m.on_date AND upper(e.collector) = upper(m.collector)
          AND (m.kind <> 'gagal' OR e.reason = m.reason)
          AND (m.kind = 'gagal' OR e.amount = m.amount OR (m.amount IS NULL AND m.in_hand <= 0))) AS is_same
    FROM met m
),
ordered AS (
    SELECT *, coalesce(sum(CASE WHEN kind = 'gagal' OR said_fault <> '' OR is_same THEN 0 ELSE coalesce(amount, in_hand) END) OVER before, 0)
        AS said_before
    FROM known
    WINDOW before AS (PARTITION BY person_key, program, period ORDER BY on_date, coalesce(at_min, 1440), position
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
counted AS (
    SELECT * REPLACE (CASE WHEN kind = 'gagal' THEN 0 ELSE coalesce(amount, greatest(in_hand - said_before, -1e12)) END::DECIMAL(18, 3) AS amount),
        amount AS amount_said, greatest(in_hand - said_before, -1e12)::DECIMAL(18, 3) AS left_over
    FROM ordered
)
SELECT *, CASE
    WHEN said_fault IN ('kode_kosong', 'rencana_berbeda') THEN said_fault
    WHEN NOT is_known OR (NOT is_unclear AND program IS NULL) THEN 'kode_tidak_dikenal'
    WHEN is_unclear THEN 'program_tidak_jelas'
    WHEN NOT is_sent THEN 'tidak_dibawa'
    WHEN coalesce(trip_said, '') NOT IN ('', trip_id) THEN 'ritase_lain'
    WHEN said_fault <> '' THEN said_fault
    WHEN on_date IS NULL THEN 'tanggal_salah'
    WHEN on_date > CAST($today AS DATE) THEN 'tanggal_belum_tiba'
    WHEN kind = 'gagal' AND reason = '' THEN 'alasan_kosong'
    WHEN kind = 'diserahkan' AND (collector <> '') <> (relation <> '') THEN 'pengganti_kurang'
    WHEN is_closed THEN 'ritase_ditutup'
    WHEN amount_said <= 0 OR (unit = 'Rp' AND amount_said <> round(amount_said)) THEN 'jumlah_salah'
    WHEN in_hand <= 0 AND delivered > 0 THEN 'sudah_diserahkan'
    WHEN in_hand <= 0 THEN 'sudah_dikembalikan'
    WHEN kind = 'diserahkan' AND elsewhere >= sent THEN 'rencana_lain'
    WHEN amount > left_over OR (kind = 'diserahkan' AND amount > sent - elsewhere) THEN 'jumlah_melebihi'
    WHEN left_over <= 0 THEN 'bertentangan'
    ELSE '' END AS fault
FROM counted;
