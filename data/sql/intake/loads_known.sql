-- What has been loaded already: one row per load. Of boundaries the newest only: an older layer may be brought back.
SELECT kind, sha256, program, period FROM load
WHERE kind <> 'boundaries' OR load_id = (SELECT max(load_id) FROM load WHERE kind = 'boundaries');
