-- Stretches that nobody gets through and that nobody has opened since, newest first.
FROM road_block ANTI JOIN road_opened USING (block_id) ORDER BY block_id DESC;
