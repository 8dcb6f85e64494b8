-- Counts behind the coverage of one period: one row per desa and program (and SEMUA = at least one program).
-- Rows: every desa of the layer in place and every desa that a family or recipient is in; '' where it is unknown.
-- Who has left before the period neither receives nor is poor; who died or moved is no longer counted as a family.
-- Parameters: $period, $poor_desil_max.
WITH away AS (FROM gone($period)),
status AS (
    SELECT no_kk, coalesce(desa_code, '') AS desa_code, desil IS NULL AS no_desil,
        coalesce(desil <= $poor_desil_max, false) AND l.person_key IS NULL AS is_poor
    FROM family f LEFT JOIN away l ON l.person_key = f.no_kk AND l.what = 'keluarga'
    WHERE NOT coalesce(l.is_away, false)
),
here AS (
    FROM recipient r
    WHERE period = $period
      AND NOT EXISTS (FROM away l WHERE l.person_key = r.person_key AND l.what IN ('keluarga', r.program))
),
programs AS (SELECT DISTINCT program FROM recipient UNION SELECT 'SEMUA'),
how_many AS (SELECT no_kk, count(DISTINCT program) AS program_count FROM here WHERE no_kk IS NOT NULL GROUP BY no_kk),
received AS (
    SELECT program, no_kk FROM here WHERE no_kk IS NOT NULL
    UNION ALL SELECT 'SEMUA', no_kk FROM how_many
),
families AS (
    SELECT desa_code, count(*) AS families, count(*) FILTER (no_desil) AS families_without_desil,
        count(*) FILTER (is_poor) AS poor_families
    FROM status GROUP BY desa_code
),
served AS (
    SELECT s.desa_code, r.program, count(*) AS recipients,
        count(*) FILTER (s.is_poor) AS served_poor,
        count(*) FILTER (NOT s.is_poor AND NOT s.no_desil) AS served_nonpoor,
        count(*) FILTER (h.program_count > 1) AS overlap_families
    FROM received r JOIN status s USING (no_kk) JOIN how_many h USING (no_kk)
    GROUP BY s.desa_code, r.program
),
strangers AS (
    SELECT coalesce(desa_code, '') AS desa_code, program, count(*) AS recipients_unmatched
    FROM here WHERE no_kk IS NULL GROUP BY ALL
    UNION ALL
    SELECT coalesce(desa_code, ''), 'SEMUA', count(DISTINCT person_key) FROM here WHERE no_kk IS NULL GROUP BY ALL
),
places AS (
    SELECT desa_code FROM desa
    UNION SELECT desa_code FROM families
    UNION SELECT desa_code FROM strangers
),
stated AS (
    SELECT desa_code, arg_max(name, {often: often, name: name}) AS name
    FROM (
        SELECT desa_code, desa_given AS name, count(*) AS often FROM family_said
        WHERE desa_code IS NOT NULL AND desa_given IS NOT NULL GROUP BY ALL
    ) GROUP BY desa_code
)
SELECT
    p.desa_code,
    coalesce(d.desa_name, g.desa_name, t.name, p.desa_code) AS desa_name,
    coalesce(d.kecamatan_name, g.kecamatan_name) AS kecamatan_name,
    q.program,
    coalesce(f.families, 0) AS families,
    coalesce(f.families_without_desil, 0) AS families_without_desil,
    coalesce(f.poor_families, 0) AS poor_families,
    coalesce(s.served_poor, 0) AS served_poor,
    coalesce(f.poor_families, 0) - coalesce(s.served_poor, 0) AS unserved_poor,
    coalesce(s.served_nonpoor, 0) AS served_nonpoor,
    coalesce(s.recipients, 0) AS recipients,
    coalesce(u.recipients_unmatched, 0) AS recipients_unmatched,
    coalesce(s.overlap_families, 0) AS overlap_families,
    d.area_km2
FROM places p
CROSS JOIN programs q
LEFT JOIN desa d ON d.desa_code = p.desa_code
LEFT JOIN region g ON g.desa_code = p.desa_code
LEFT JOIN stated t ON t.desa_code = p.desa_code
LEFT JOIN families f ON f.desa_code = p.desa_code
LEFT JOIN served s ON s.desa_code = p.desa_code AND s.program = q.program
LEFT JOIN strangers u ON u.desa_code = p.desa_code AND u.program = q.program
ORDER BY q.program, p.desa_code;
