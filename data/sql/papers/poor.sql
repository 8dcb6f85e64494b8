-- Poor families with the programs they receive: one row per family.
-- Parameters: $period, $poor_desil_max, $desa_code ('' = all).
WITH received AS (
    SELECT no_kk, list(DISTINCT program ORDER BY program) AS programs
    FROM recipient WHERE period = $period AND no_kk IS NOT NULL GROUP BY no_kk
)
SELECT coalesce(f.desa_code, '') AS desa_code, coalesce(f.name_head, '') AS name, f.no_kk,
    coalesce(f.dusun, '') AS dusun, coalesce(f.rt, '') AS rt, coalesce(f.rw, '') AS rw,
    f.desil, f.member_count, coalesce(r.programs, []) AS programs
FROM family f LEFT JOIN received r USING (no_kk)
WHERE f.desil <= $poor_desil_max AND ($desa_code = '' OR f.desa_code = $desa_code)
ORDER BY desa_code, dusun, rt, rw, name, f.no_kk;
