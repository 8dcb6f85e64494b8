-- The edges of the networks in use, file by file. Parameter: $load_id (empty: all files in use).
SELECT load_id, from_node, to_node, way_id, raw_class, road_class, surface, length_m, name, oneway, closed_to, condition,
    level, is_join, shape
FROM road_edge
WHERE CASE WHEN $load_id IS NULL THEN load_id IN (SELECT load_id FROM live_load) ELSE load_id = $load_id END
ORDER BY load_id, edge;
