-- Proposals with their state: one row each, the one that waits longest first.
-- Parameters: $state, $program, $desa_code ('' = all).
SELECT n.proposal_id, n.state, n.program, n.period, n.standing_on, n.person_key, n.nik IS NOT NULL AS is_person,
    coalesce(p.name, f.name_head, r.name, '') AS name, coalesce(f.desa_code, r.desa_code, '') AS desa_code,
    coalesce(d.desa_name, f.desa_code, r.desa_code, '') AS desa_name,
    coalesce(f.dusun, r.dusun) AS dusun, f.rt, f.rw, f.desil, n.paper_number, n.paper_date, n.reason,
    n.by_name, n.by_role, q.is_priority
FROM proposal_now n
LEFT JOIN family f ON f.no_kk = n.person_key
LEFT JOIN person p ON p.nik = n.nik
LEFT JOIN (
    SELECT person_key, any_value(name) AS name, any_value(desa_code) AS desa_code, any_value(dusun) AS dusun
    FROM recipient WHERE no_kk IS NULL GROUP BY person_key
) r ON r.person_key = n.person_key
LEFT JOIN desa_called d ON d.desa_code = coalesce(f.desa_code, r.desa_code)
LEFT JOIN priority_now q ON q.person_key = n.person_key
WHERE ($state = '' OR n.state = $state) AND ($program = '' OR n.program = $program)
  AND ($desa_code = '' OR coalesce(f.desa_code, r.desa_code) = $desa_code)
ORDER BY n.standing_on, desa_name, dusun, rt, n.proposal_id;
