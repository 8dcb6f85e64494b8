-- The ways into desa, as the office entered them.
SELECT desa_code, cells FROM desa_access ORDER BY desa_code;
