-- The nodes of the networks in use, file by file. Parameter: $load_id (empty: all files in use).
SELECT load_id, lon, lat, barrier, closed_to
FROM road_node
WHERE CASE WHEN $load_id IS NULL THEN load_id IN (SELECT load_id FROM live_load) ELSE load_id = $load_id END
ORDER BY load_id, node;
