-- Meetings, newest first.
SELECT meeting_id, on_date, place, title, participant_count, coalesce(notes, '') AS notes
FROM meeting ORDER BY on_date DESC, meeting_id DESC;
