-- Write leavings into the history. Parameters: $ids (list), $name, $role, $now.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason)
SELECT $now, $name, $role, 'keluarga', person_key, 'keluar', NULL,
    cause || ' ' || strftime(left_on, '%d %m %Y') || if(what = 'keluarga', '', ' (' || what || ')'), note
FROM leaving WHERE list_contains($ids, leaving_id)
ORDER BY leaving_id;
