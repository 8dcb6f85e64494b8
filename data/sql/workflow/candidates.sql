-- Poor families that receive nothing (of $programs) in a period, have no live proposal of it and have not left: one row
-- per family, those decided to be priority first, then the poorest.
-- Parameters: $period, $program, $programs (list), $poor_desil_max, $desa_code ('' = all), $no_longer (list of states), $today.
SELECT handle(f.no_kk) AS handle, f.no_kk, f.name_head, coalesce(f.desa_code, '') AS desa_code,
    coalesce(d.desa_name, f.desa_code, '') AS desa_name,
    f.dusun, f.rt, f.rw, f.desil, f.member_count, q.is_priority
FROM family f
LEFT JOIN desa_called d ON d.desa_code = f.desa_code
LEFT JOIN priority_now q ON q.person_key = f.no_kk
WHERE f.desil <= $poor_desil_max
  AND ($desa_code = '' OR f.desa_code = $desa_code)
  AND NOT EXISTS (
      FROM recipient r WHERE r.no_kk = f.no_kk AND r.period = $period AND list_contains($programs, r.program)
  )
  AND NOT EXISTS (
      FROM proposal_now n
      WHERE n.person_key = f.no_kk AND n.program = $program AND NOT list_contains($no_longer, n.state)
  )
  AND NOT EXISTS (FROM gone(strftime(CAST($today AS DATE) + INTERVAL 1 MONTH, '%Y-%m')) w WHERE w.person_key = f.no_kk AND w.what IN ('keluarga', $program))
ORDER BY coalesce(q.is_priority, false) DESC, f.desil, desa_name, f.dusun, f.rt, f.no_kk;
