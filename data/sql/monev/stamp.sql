-- How far the records of monev have come: what changes with each of them.
SELECT coalesce((SELECT max(answer_id) FROM survey_answer), 0) AS answer_id,
    (SELECT count(*) FROM survey_answer_end) AS ended_count,
    coalesce((SELECT max(complaint_id) FROM complaint), 0) AS complaint_id,
    coalesce((SELECT max(step_id) FROM complaint_step), 0) AS step_id,
    coalesce((SELECT max(figure_id) FROM monev_figure), 0) AS figure_id,
    coalesce((SELECT max(need_id) FROM need), 0) AS need_id,
    (SELECT count(*) FROM need WHERE ended_at IS NOT NULL) AS need_ended_count,
    coalesce((SELECT max(meeting_id) FROM meeting), 0) AS meeting_id,
    coalesce((SELECT max(step_id) FROM action_step), 0) AS action_step_id,
    coalesce((SELECT max(change_id) FROM change WHERE subject = 'monev'), 0) AS change_id;
