-- New proposals for those in `chosen` who have no live one of that program and period and have not left.
-- Parameters: $program, $period, $no_longer (states after which the same may be proposed anew).
INSERT INTO proposal (program, period, person_key, nik)
SELECT DISTINCT $program, $period, c.person_key, c.nik
FROM chosen c
WHERE NOT EXISTS (
    FROM proposal_now p
    WHERE p.program = $program AND p.period = $period AND p.person_key = c.person_key
      AND p.nik IS NOT DISTINCT FROM c.nik AND NOT list_contains($no_longer, p.state)
)
AND NOT EXISTS (FROM gone($period) g WHERE g.person_key = c.person_key AND g.what IN ('keluarga', $program))
RETURNING proposal_id;
