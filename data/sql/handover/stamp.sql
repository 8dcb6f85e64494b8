-- How far the records of hand-overs have come: what changes with each of them.
SELECT coalesce((SELECT max(event_id) FROM handover_event), 0) AS event_id,
    coalesce((SELECT max(closing_id) FROM trip_closing), 0) AS closing_id,
    coalesce((SELECT max(entry_id) FROM spj_entry), 0) AS entry_id,
    coalesce((SELECT max(file_id) FROM handover_file), 0) + (SELECT count(*) FROM handover_file_end) AS file_id,
    coalesce((SELECT max(choice_id) FROM plan_choice), 0) AS choice_id;
