-- The desa of all reference lists in use: of each the first statement that is not empty.
INSERT INTO region
SELECT desa_code,
    arg_min(desa_name, load_id), arg_min(kecamatan_name, load_id), arg_min(bps_code, load_id)
FROM region_record
WHERE load_id IN (SELECT load_id FROM live_load)
GROUP BY desa_code;
