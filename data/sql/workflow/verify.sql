-- Keep the results in the relation `results`. Parameters: $source, $name, $role, $now.
INSERT INTO verification (person_key, on_date, result, note, by_name, by_role, noted_at, source)
SELECT person_key, on_date, result, note, $name, $role, $now, $source FROM results
ORDER BY person_key
