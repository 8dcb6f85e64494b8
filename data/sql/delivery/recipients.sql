-- Who is to be brought something in a period and has not left before it: one row per program and family (or person of no
-- known family). `is_priority`: a lansia or disabled person lives there, or the family was established as priority.
-- Parameters: $period, $programs (list of keys), $old_before (born up to that day: lansia), $open_only (leave out what any
-- plan has handed over, what one that is driven carries, and what a list of deliveries says was received; what came back
-- whole is open again), $words and $word_programs (how the lists of deliveries call a program, its key).
WITH called AS (SELECT unnest($words) AS word, unnest($word_programs) AS program),
listed AS (
    SELECT DISTINCT d.person_key, c.program
    FROM delivery_received d JOIN called c ON c.word = d.program_given
    WHERE d.period = $period
),
care AS (
    SELECT no_kk, bool_or(coalesce(born_on <= CAST($old_before AS DATE), false) OR coalesce(is_disabled, false)) AS is_frail
    FROM person WHERE status IS NULL AND no_kk IS NOT NULL GROUP BY no_kk
)
SELECT r.person_key AS family_key, r.program, coalesce(r.desa_code, '') AS desa_code, r.dusun, r.lon, r.lat, r.amount_idr,
    coalesce(c.is_frail, false) OR coalesce(n.is_priority, false) AS is_priority
FROM recipient r
LEFT JOIN care c ON c.no_kk = r.no_kk
LEFT JOIN priority_now n ON n.person_key = r.person_key
WHERE r.period = $period AND list_contains($programs, r.program)
  AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
  AND NOT ($open_only AND EXISTS (
      FROM handover_parcel d
      WHERE d.person_key = r.person_key AND d.program = r.program AND d.period = r.period
        AND (d.delivered > 0 OR (d.returned < d.sent AND d.plan_id IN (SELECT plan_id FROM plan_chosen)))))
  AND NOT ($open_only AND EXISTS (FROM listed s WHERE s.person_key = r.person_key AND s.program = r.program))
ORDER BY r.person_key, r.program;
