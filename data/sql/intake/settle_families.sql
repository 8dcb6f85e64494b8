-- What the records say of each family: column by column the newest statement that is not empty.
INSERT INTO family
SELECT
    no_kk,
    arg_max(nik_head, load_id), arg_max(name_head, load_id),
    arg_max(desa_code, load_id),
    arg_max(desa_how, load_id) FILTER (desa_code IS NOT NULL),
    arg_max(dusun, load_id), arg_max(rt, load_id), arg_max(rw, load_id),
    arg_max(member_count, load_id), arg_max(desil, load_id),
    arg_max(lon, load_id), arg_max(lat, load_id)
FROM family_record
WHERE NOT is_repeat
GROUP BY no_kk;
