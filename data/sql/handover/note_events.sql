-- Write the events of one act into the history, under each family. Parameters: $act_id, $file_name ('' screen).
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason)
SELECT e.noted_at, e.by_name, e.by_role, 'keluarga', e.person_key, 'penyaluran', NULL,
    CASE WHEN e.kind = 'batal' THEN 'batal: ' || b.kind ELSE e.kind END || ' pada '
        || strftime(coalesce(b.on_date, e.on_date), '%d/%m/%Y') || ' dari ' || e.program || ' ' || e.period
        || CASE WHEN e.collector <> '' THEN ' kepada pengganti' ELSE '' END,
    concat_ws('; ', nullif(replace(e.reason, '_', ' '), ''), nullif(e.note, ''), CASE WHEN $file_name <> '' THEN 'dari berkas ' || $file_name END)
FROM handover_event e LEFT JOIN handover_event b ON b.event_id = e.undone_event
WHERE e.act_id = $act_id
ORDER BY e.event_id;
