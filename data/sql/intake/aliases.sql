-- Other spellings of desa: one row per spelling.
SELECT desa_code, name FROM region_alias;
