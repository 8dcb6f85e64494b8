-- A meeting. Parameters: $on_date, $place, $title, $participant_count, $notes, $name, $role, $now.
INSERT INTO meeting (on_date, place, title, participant_count, notes, by_name, by_role, noted_at)
VALUES ($on_date, $place, $title, $participant_count, $notes, $name, $role, $now)
RETURNING meeting_id;
