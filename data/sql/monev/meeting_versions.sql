-- How meetings stood before they were corrected, the newest first.
SELECT meeting_id, on_date, place, title, participant_count, notes, by_name, by_role, noted_at, ended_at
FROM meeting_version ORDER BY ended_at DESC, meeting_id;
