-- What has been loaded and not taken back: one row per load. Of boundaries the newest only: an older layer may be
-- brought back.
SELECT kind, sha256, program, period FROM load
WHERE withdrawn_at IS NULL
  AND (kind <> 'boundaries' OR load_id = (SELECT max(load_id) FROM load WHERE kind = 'boundaries'));
