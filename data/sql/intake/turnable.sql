-- The kind of a load, and whether it has taught codes of desa; no row where it may not be taken back ($is_in_use) or
-- brought back.
-- Of boundaries only the newest may be taken back, and only what is newer than those in use be brought back: each layer
-- builds on the one before. Parameters: $load_id, $is_in_use.
SELECT l.kind, EXISTS (FROM region_record t WHERE t.load_id = l.load_id) AS has_taught
FROM load l
WHERE l.load_id = $load_id
  AND (l.withdrawn_at IS NULL) = $is_in_use
  AND NOT EXISTS (FROM purged p WHERE p.load_id = l.load_id)
  AND (l.kind <> 'boundaries' OR NOT EXISTS (
      FROM live_load n WHERE n.kind = 'boundaries' AND n.load_id > l.load_id
  ))
  AND (l.kind <> 'corrections' OR NOT EXISTS (     -- of whose rows all files are in use
      FROM correction c JOIN load t ON t.load_id = c.load_id
      WHERE c.source_load = l.load_id AND t.withdrawn_at IS NOT NULL
  ))
  AND ($is_in_use OR NOT EXISTS (
      FROM live_load n
      WHERE (n.kind, n.sha256, n.program, n.period) = (l.kind, l.sha256, l.program, l.period)
  ));
