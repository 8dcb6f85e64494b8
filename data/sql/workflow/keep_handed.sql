-- Which event each step of `new_step` follows from.
INSERT INTO step_handover SELECT step_id, event_id FROM new_step;
