-- Leavings end. Parameters: $ids (list), $returned_on (empty: they were a mistake), $reason, $name, $role, $now.
INSERT INTO leaving_end
SELECT l.leaving_id, CAST($returned_on AS DATE), $reason, $name, $role, $now
FROM leaving l ANTI JOIN leaving_end e USING (leaving_id)
WHERE list_contains($ids, l.leaving_id) AND (CAST($returned_on AS DATE) IS NULL OR l.left_on <= CAST($returned_on AS DATE))
RETURNING leaving_id;
