-- What has been loaded and not taken back: one row per load. Of boundaries the newest only: an older layer may be
-- brought back by loading it again.
SELECT kind, sha256, program, period FROM live_load
WHERE kind <> 'boundaries' OR load_id = (SELECT max(load_id) FROM live_load WHERE kind = 'boundaries');
