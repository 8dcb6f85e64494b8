-- Changes, newest first. Parameters: $subject and $subject_key ('' = all), $limit.
SELECT c.change_id, c.changed_at, c.by_name, c.by_role, c.subject, c.about AS subject_key, c.field, c.before, c.after, c.reason,
    coalesce(l.file_name, '') AS file
FROM change_about c LEFT JOIN load l USING (load_id)
WHERE ($subject = '' OR c.subject = $subject) AND ($subject_key = '' OR c.about = $subject_key)
ORDER BY c.change_id DESC
LIMIT $limit;
