-- The families and recipients meant by KK numbers, NIK, keys or handles: one row per one found, also handles that lists of
-- before keys were marked still carry.
-- Parameter: $keys (list).
WITH wanted AS (SELECT DISTINCT unnest($keys) AS said),
known AS (
    SELECT no_kk AS person_key FROM family
    UNION SELECT person_key FROM recipient
    UNION SELECT person_key FROM leaving
    UNION SELECT person_key FROM verification
)
SELECT said, person_key, NULL::VARCHAR AS nik FROM wanted JOIN known ON person_key = said
UNION
SELECT said, person_key, NULL FROM wanted JOIN known ON person_key = nik_key(said)
UNION
SELECT said, person_key, NULL FROM wanted JOIN known ON handle(person_key) = said
UNION
SELECT said, person_key, NULL FROM wanted JOIN marked_key m ON handle(m.number) = said JOIN known USING (person_key)
WHERE m.number NOT IN (SELECT person_key FROM known)
ORDER BY person_key;
