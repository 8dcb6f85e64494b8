-- Complaints with what became of them: one row each, in the order in which they came. A complaint is closed by the newest
-- step that closes or opens it again; without one, by what its file says.
WITH turn AS (
    SELECT complaint_key, arg_max(kind, step_id) AS kind, arg_max(on_date, step_id) AS on_date
    FROM complaint_step WHERE kind IN ('tutup', 'buka') GROUP BY ALL
),
answered AS (
    SELECT complaint_key, arg_max(said, step_id) AS answer, max(on_date) AS answered_on
    FROM complaint_step WHERE kind = 'jawab' GROUP BY ALL
),
task AS (                               -- as the newest news of each says
    SELECT t.step_id AS task_id, t.complaint_key, t.owner, t.due_on, coalesce(arg_max(n.state, n.step_id), any_value(t.state)) AS state
    FROM complaint_step t LEFT JOIN complaint_step n ON n.kind = 'kabar' AND n.task_id = t.step_id
    WHERE t.kind = 'tugas' GROUP BY ALL
),
waiting AS (
    SELECT complaint_key, count(*) AS task_count, arg_min(owner, coalesce(due_on, DATE '9999-12-31')) AS owner, min(due_on) AS due_on
    FROM task WHERE state IN ('terbuka', 'berjalan') GROUP BY ALL
)
SELECT c.complaint_key, c.on_date, coalesce(c.desa_code, '') AS desa_code,
    coalesce(d.desa_name, nullif(c.desa_given, ''), c.desa_code, 'desa tidak diketahui') AS desa_name,
    c.category, c.kind_key, c.said, c.channel,
    CASE WHEN turn.kind IS NOT NULL THEN turn.kind = 'tutup'
        ELSE c.done_on IS NOT NULL OR regexp_matches(lower(c.status), '^(selesai|tuntas|ditutup|tutup|closed|done)') END AS is_closed,
    CASE WHEN turn.kind IS NULL THEN c.done_on WHEN turn.kind = 'tutup' THEN turn.on_date END AS closed_on,
    coalesce(a.answer, '') AS answer, a.answered_on,
    coalesce(w.task_count, 0) AS task_count, coalesce(w.owner, '') AS owner, w.due_on
FROM complaint_every c
LEFT JOIN desa_called d USING (desa_code)
LEFT JOIN turn ON turn.complaint_key = c.complaint_key
LEFT JOIN answered a ON a.complaint_key = c.complaint_key
LEFT JOIN waiting w ON w.complaint_key = c.complaint_key
ORDER BY c.on_date, c.complaint_key;
