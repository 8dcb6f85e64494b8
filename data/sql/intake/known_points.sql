-- Homes whose desa is stated by code or name and whose coordinate is usable: points that a new layer must fit.
SELECT desa_code, lon, lat
FROM family_said
WHERE desa_how IN ('kode', 'nama') AND lon IS NOT NULL AND NOT is_repeat
ORDER BY hash(no_kk)
LIMIT 20000;
