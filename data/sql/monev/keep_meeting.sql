-- A meeting as it stands, kept before it is corrected. Parameters: $meeting_id, $now.
INSERT INTO meeting_version
SELECT meeting_id, on_date, place, title, participant_count, notes, by_name, by_role, noted_at, $now
FROM meeting WHERE meeting_id = $meeting_id;
