-- The families that are priority by their newest decision: one row each. Parameter: $desa_code ('' = all).
SELECT p.person_key, coalesce(f.name_head, '') AS name,
    coalesce(f.desa_code, '') AS desa_code, coalesce(d.desa_name, f.desa_code, '') AS desa_name,
    f.dusun, f.rt, f.rw, f.desil, p.points, p.answers, p.decision_id, c.paper_number
FROM priority_now p JOIN family f ON f.no_kk = p.person_key
JOIN priority_decision c USING (decision_id)
LEFT JOIN desa_called d ON d.desa_code = f.desa_code
WHERE p.is_priority AND ($desa_code = '' OR f.desa_code = $desa_code)
ORDER BY p.points DESC, desa_name, f.dusun, f.rt, p.person_key;
