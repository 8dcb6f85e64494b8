-- What each criterion of priority says of each family that has not left: true, false, or nothing where the data is
-- missing. One row per family. Parameters: $today, $period, $desil_max, $far_km, $depot_lon, $depot_lat, $desa_code.
WITH facts AS (
    SELECT f.*, coalesce(f.member_count, nullif(p.known, 0)) AS size, p.* EXCLUDE (no_kk),
        coalesce(p.known >= f.member_count, false) AS is_complete
    FROM family f
    LEFT JOIN (
        SELECT no_kk, count(*) AS known, count(born_on) AS born_known, min(born_on) AS oldest_on, max(born_on) AS youngest_on,
            bool_or(is_disabled) AS disabled, count(is_disabled) AS disabled_known,
            bool_or(is_pregnant) AS pregnant,
            count(*) FILTER (sex = 'P' AND is_pregnant IS NULL) AS pregnant_unknown,
            any_value(sex) FILTER (is_head) AS head_sex
        FROM person WHERE no_kk IS NOT NULL AND known_from <> 'penerima' AND status IS NULL
        GROUP BY no_kk
    ) p USING (no_kk)
    WHERE ($desa_code = '' OR f.desa_code = $desa_code)
      AND NOT EXISTS (FROM gone('9999-12') g WHERE g.person_key = f.no_kk AND g.what = 'keluarga')
),
listed AS (SELECT count(*) > 0 AS has_lists FROM recipient WHERE period = $period)
SELECT f.no_kk AS person_key, coalesce(f.desa_code, '') AS desa_code, coalesce(d.desa_name, f.desa_code, '') AS desa_name,
    f.desil <= $desil_max AS desil_rendah,
    CASE
        WHEN f.size > 1 THEN false
        WHEN f.size = 1 THEN f.oldest_on <= CAST($today AS DATE) - INTERVAL 60 YEAR
    END AS lansia_tunggal,
    CASE WHEN f.disabled THEN true WHEN f.is_complete AND f.disabled_known = f.known THEN false END AS disabilitas,
    CASE
        WHEN f.pregnant OR f.youngest_on > CAST($today AS DATE) - INTERVAL 5 YEAR THEN true
        WHEN f.is_complete AND f.born_known = f.known AND f.pregnant_unknown = 0 THEN false
    END AS hamil_balita,
    f.head_sex = 'P' AS kepala_perempuan,
    CASE WHEN l.has_lists THEN r.no_kk IS NULL END AS tanpa_program,
    12742 * asin(sqrt(
        pow(sin(radians(f.lat - $depot_lat) / 2), 2)
        + cos(radians(f.lat)) * cos(radians($depot_lat)) * pow(sin(radians(f.lon - $depot_lon) / 2), 2)
    )) >= $far_km AS jauh
FROM facts f CROSS JOIN listed l
LEFT JOIN (SELECT DISTINCT no_kk FROM recipient WHERE period = $period) r ON r.no_kk = f.no_kk
LEFT JOIN desa_called d ON d.desa_code = f.desa_code
ORDER BY desa_name, f.no_kk;
