-- How far the records of monev have come: what changes with each of them. One row, one text.
-- Many small questions put together: asked as columns of one row, they cost thirty times as much.
SELECT string_agg(told, '-' ORDER BY place) AS stamp
FROM (
    SELECT 1 AS place, coalesce(max(answer_id), 0)::VARCHAR AS told FROM survey_answer
    UNION ALL SELECT 2, count(*)::VARCHAR FROM survey_answer_end
    UNION ALL SELECT 3, coalesce(max(complaint_id), 0)::VARCHAR FROM complaint
    UNION ALL SELECT 4, coalesce(max(step_id), 0)::VARCHAR FROM complaint_step
    UNION ALL SELECT 5, coalesce(max(figure_id), 0)::VARCHAR FROM monev_figure
    UNION ALL SELECT 6, coalesce(max(need_id), 0) || ':' || count(ended_at) FROM need
    UNION ALL SELECT 7, coalesce(max(meeting_id), 0)::VARCHAR FROM meeting
    UNION ALL SELECT 8, coalesce(max(step_id), 0)::VARCHAR FROM action_step
    UNION ALL SELECT 9, coalesce(max(change_id), 0)::VARCHAR FROM change WHERE subject = 'monev'
);
