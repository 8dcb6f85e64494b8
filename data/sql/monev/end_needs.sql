-- Needs and resources that are so no longer. Parameters: $ids (list), $now.
UPDATE need SET ended_at = $now WHERE list_contains($ids, need_id);
