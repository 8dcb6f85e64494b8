-- Those of `chosen` leave, unless they have left already. Parameters: $what, $left_on, $cause, $note, $name, $role, $now.
INSERT INTO leaving (person_key, what, left_on, cause, note, by_name, by_role, noted_at)
SELECT DISTINCT c.person_key, $what, CAST($left_on AS DATE), $cause, $note, $name, $role, $now
FROM chosen c
WHERE NOT EXISTS (
    FROM leaving l ANTI JOIN leaving_end e USING (leaving_id)
    WHERE l.person_key = c.person_key AND l.what IN ('keluarga', $what)
)
RETURNING leaving_id;
