-- Poor families that receive nothing (of a program, or of any) in a period and have not left before it: one row per
-- family, poorest first.
-- Parameters: $period, $programs (list), $poor_desil_max, $desa_code ('' = all).
SELECT f.no_kk, f.name_head, coalesce(f.desa_code, '') AS desa_code,
    coalesce(d.desa_name, g.desa_name, f.desa_code, '') AS desa_name,
    f.dusun, f.rt, f.rw, f.desil, f.member_count, f.lon IS NOT NULL AS has_point
FROM family f
LEFT JOIN desa d ON d.desa_code = f.desa_code
LEFT JOIN region g ON g.desa_code = f.desa_code
WHERE f.desil <= $poor_desil_max
  AND ($desa_code = '' OR f.desa_code = $desa_code)
  AND NOT EXISTS (
      FROM recipient r
      WHERE r.no_kk = f.no_kk AND r.period = $period AND list_contains($programs, r.program)
        AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.no_kk AND l.what = r.program)
  )
  AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = f.no_kk AND l.what = 'keluarga')
ORDER BY f.desil, desa_name, f.dusun, f.rt, f.no_kk;
