-- What each trip of a plan takes along and what has become of it: one row per parcel that a trip brings.
-- Parameter: $plan_id.
SELECT handle(p.person_key) AS handle, p.program, p.period, p.desa_code, p.stop_id, p.trip_id, p.is_priority, p.load_kg,
    p.amount_idr, p.unit, p.sent, p.delivered, p.returned, p.in_hand, p.delivered_on, p.failed_for, p.collector, p.last_kind,
    CASE WHEN p.in_hand > 0 AND p.delivered > 0 THEN 'sebagian_di_tangan'
        WHEN p.in_hand > 0 AND p.last_kind = 'gagal' THEN 'gagal'
        WHEN p.in_hand > 0 THEN 'belum'
        WHEN p.delivered > 0 AND p.returned > 0 THEN 'sebagian'
        WHEN p.delivered > 0 THEN 'diserahkan'
        ELSE 'dikembalikan' END AS state,
    c.trip_id IS NOT NULL AS is_closed
FROM handover_parcel p
LEFT JOIN trip_closed c ON c.plan_id = p.plan_id AND c.trip_id = p.trip_id
WHERE p.plan_id = $plan_id
ORDER BY p.trip_id, p.stop_id, p.person_key, p.program;
