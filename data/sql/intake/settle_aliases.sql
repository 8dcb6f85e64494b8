-- Other spellings of desa in the reference lists in use.
INSERT INTO region_alias
SELECT DISTINCT a.desa_code, a.name
FROM region_alias_record a
WHERE a.load_id IN (SELECT load_id FROM live_load)
  AND NOT EXISTS (FROM region r WHERE r.desa_code = a.desa_code AND r.desa_name = a.name);
