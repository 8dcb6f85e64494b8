-- Write the ends of leavings into the history. Parameters: $ids (list), $name, $role, $now.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason)
SELECT $now, $name, $role, 'keluarga', l.person_key, 'keluar', l.cause,
    coalesce('kembali ' || strftime(e.returned_on, '%d %m %Y'), 'tidak jadi keluar'), e.reason
FROM leaving l JOIN leaving_end e USING (leaving_id) WHERE list_contains($ids, l.leaving_id)
ORDER BY l.leaving_id;
