-- Poor families that have not left, with the programs they receive: one row per family.
-- Parameters: $period, $poor_desil_max, $desa_code ('' = all).
WITH received AS (
    SELECT no_kk, list(DISTINCT program ORDER BY program) AS programs
    FROM recipient r
    WHERE period = $period AND no_kk IS NOT NULL
      AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = r.no_kk AND l.what = r.program)
    GROUP BY no_kk
)
SELECT coalesce(f.desa_code, '') AS desa_code, coalesce(f.name_head, '') AS name, f.no_kk,
    coalesce(f.dusun, '') AS dusun, coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw,
    f.desil, f.member_count, coalesce(r.programs, []) AS programs
FROM family f LEFT JOIN received r USING (no_kk)
WHERE f.desil <= $poor_desil_max AND ($desa_code = '' OR f.desa_code = $desa_code)
  AND NOT EXISTS (FROM gone($period) l WHERE l.person_key = f.no_kk AND l.what = 'keluarga')
ORDER BY desa_code, dusun, rt, rw, name, f.no_kk;
