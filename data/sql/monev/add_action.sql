-- What a meeting agreed. Parameters: $meeting_id, $said.
INSERT INTO action (meeting_id, said) SELECT meeting_id, $said FROM meeting WHERE meeting_id = $meeting_id RETURNING action_id;
