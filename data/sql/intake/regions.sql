-- The desa of the reference lists: one row per desa.
SELECT desa_code, desa_name, kecamatan_name, bps_code FROM region;
