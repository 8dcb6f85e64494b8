-- Write the results in the relation `results` into the history. Parameters: $source, $name, $role, $now.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason)
SELECT $now, $name, $role, 'keluarga', person_key, 'verifikasi', NULL, result, concat_ws('; ', nullif($source, ''), nullif(note, ''))
FROM results
ORDER BY person_key
