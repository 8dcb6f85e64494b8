-- Every desa that is known, with what papers call it: one row per desa.
SELECT coalesce(d.desa_code, g.desa_code) AS desa_code, coalesce(d.desa_name, g.desa_name, '') AS desa_name,
    coalesce(d.kecamatan_name, g.kecamatan_name, '') AS kecamatan_name, coalesce(d.bps_code, g.bps_code, '') AS bps_code
FROM desa d FULL JOIN region g ON g.desa_code = d.desa_code
UNION ALL
SELECT desa_code, coalesce(mode(desa_given), ''), coalesce(mode(kecamatan_given), ''), ''
FROM family_said f
WHERE desa_code IS NOT NULL
  AND NOT EXISTS (FROM desa d WHERE d.desa_code = f.desa_code)
  AND NOT EXISTS (FROM region g WHERE g.desa_code = f.desa_code)
GROUP BY desa_code
ORDER BY desa_code;
