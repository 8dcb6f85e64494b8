-- Keep spellings (relation `aliases`) that are not known yet.
INSERT INTO region_alias
SELECT DISTINCT a.desa_code, a.name FROM aliases a
WHERE a.name IS NOT NULL
  AND NOT EXISTS (FROM region_alias r WHERE r.desa_code = a.desa_code AND r.name = a.name)
  AND NOT EXISTS (FROM region r WHERE r.desa_code = a.desa_code AND r.desa_name = a.name);
