-- Take in a reference list (relation `regions`): what was known stays, gaps are filled.
INSERT INTO region SELECT desa_code, desa_name, kecamatan_name, bps_code FROM regions
ON CONFLICT (desa_code) DO UPDATE SET
    desa_name = coalesce(region.desa_name, excluded.desa_name),
    kecamatan_name = coalesce(region.kecamatan_name, excluded.kecamatan_name),
    bps_code = coalesce(region.bps_code, excluded.bps_code);
