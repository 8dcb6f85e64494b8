-- The office's own speeds; no row where the defaults hold.
SELECT mode, road_class, surface, season, speed_kmh, source FROM road_speed
ORDER BY mode, road_class, surface, season;
