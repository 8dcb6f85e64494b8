-- How far the records of hand-overs have come: what changes with each of them. One row, one text.
SELECT string_agg(told, '-' ORDER BY place) AS stamp
FROM (
    SELECT 1 AS place, coalesce(max(event_id), 0)::VARCHAR AS told FROM handover_event
    UNION ALL SELECT 2, coalesce(max(closing_id), 0)::VARCHAR FROM trip_closing
    UNION ALL SELECT 3, coalesce(max(entry_id), 0)::VARCHAR FROM spj_entry
    UNION ALL SELECT 4, coalesce(max(file_id), 0)::VARCHAR FROM handover_file
    UNION ALL SELECT 5, count(*)::VARCHAR FROM handover_file_end
    UNION ALL SELECT 6, coalesce(max(choice_id), 0)::VARCHAR FROM plan_choice
);
