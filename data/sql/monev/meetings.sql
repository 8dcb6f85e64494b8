-- Meetings, newest first.
SELECT meeting_id, on_date, place, title, participant_count FROM meeting ORDER BY on_date DESC, meeting_id DESC;
