-- A meeting as it is to stand. Parameters: $meeting_id, $on_date, $place, $title, $participant_count, $notes, $name, $role,
-- $now.
UPDATE meeting
SET on_date = $on_date, place = $place, title = $title, participant_count = $participant_count, notes = $notes,
    by_name = $name, by_role = $role, noted_at = $now
WHERE meeting_id = $meeting_id;
