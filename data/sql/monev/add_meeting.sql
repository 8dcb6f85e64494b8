-- A meeting. Parameters: $on_date, $place, $title, $participant_count, $name, $role, $now.
INSERT INTO meeting (on_date, place, title, participant_count, by_name, by_role, noted_at)
VALUES ($on_date, $place, $title, $participant_count, $name, $role, $now)
RETURNING meeting_id;
