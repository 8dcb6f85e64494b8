-- What was decided about joining loose ends, newest first.
FROM road_mend ORDER BY mend_id DESC;
