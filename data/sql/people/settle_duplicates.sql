-- Pairs of rows that may speak of one person twice: what the checks of intake have marked, each with the row it repeats;
-- people who differ by one digit of the NIK and one letter of the name, where one of them is in no register; and NIKs that
-- stand under two KK numbers.
DELETE FROM duplicate_pair;
INSERT INTO duplicate_pair
WITH said AS MATERIALIZED (
    SELECT *, {is_repeat: is_repeat, load_id: load_id, sheet: sheet, row: row} AS place FROM person_said
),
marked AS (
    SELECT i.kind, s.*, NOT (s.list = 'kepala' AND i.kind = 'baris_ganda') AND s.nik IS NOT NULL AS is_by_nik
    FROM issue i JOIN said s ON s.load_id = i.load_id AND s.sheet = i.sheet AND s.row = i.row
    WHERE i.kind IN ('baris_ganda', 'nik_ganda_beda_nama', 'orang_mirip')
),
shared AS (     -- all rows of a load that share a number with a marked one
    SELECT m.kind, m.place, arg_min(s.place, s.place, 2) AS first_two
    FROM marked m JOIN said s ON s.load_id = m.load_id AND s.nik = m.nik
    WHERE m.is_by_nik AND m.kind <> 'orang_mirip'
    GROUP BY m.kind, m.place
    UNION ALL
    SELECT m.kind, m.place, arg_min(s.place, s.place, 2)
    FROM marked m JOIN said s ON s.load_id = m.load_id AND s.no_kk = m.no_kk
    WHERE NOT m.is_by_nik AND m.kind <> 'orang_mirip'
    GROUP BY m.kind, m.place
),
repeated AS (
    SELECT kind, place, if(first_two[1] = place, first_two[2], first_two[1]) AS other FROM shared WHERE len(first_two) > 1
),
stranger AS (  -- whatever was decided since
    SELECT s.* FROM said s
    WHERE s.list = 'penerima' AND s.nik IS NOT NULL
      AND NOT EXISTS (FROM said o WHERE o.nik = s.nik AND o.list <> 'penerima')
      AND NOT EXISTS (FROM family f WHERE f.no_kk = s.no_kk)
),
doubted AS (
    SELECT place, load_id, nik, name_key, true AS is_marked FROM marked WHERE kind = 'orang_mirip'
    UNION ALL
    SELECT place, load_id, nik, name_key, false FROM stranger
),
variant AS (    -- every NIK that differs from a doubted one in one digit
    SELECT d.*, left(d.nik, p.place_in - 1) || g.digit || substr(d.nik, p.place_in + 1) AS other_nik
    FROM (SELECT DISTINCT place, load_id, nik, name_key, is_marked FROM doubted) d,
        range(1, 17) p(place_in), range(10) g(digit)
    WHERE substr(d.nik, p.place_in, 1) <> g.digit::VARCHAR
),
alike AS (
    SELECT 'orang_mirip' AS kind, if(v.is_marked, greatest(v.place, s.place), v.place) AS place,
        if(v.is_marked, least(v.place, s.place), s.place) AS other
    FROM variant v JOIN said s ON s.nik = v.other_nik AND (NOT v.is_marked OR s.load_id = v.load_id)
    WHERE levenshtein(v.name_key, s.name_key) <= 1
),
two_families AS (
    SELECT nik FROM said
    WHERE nik IS NOT NULL AND no_kk IS NOT NULL AND list <> 'penerima'
    GROUP BY nik HAVING count(DISTINCT no_kk) > 1
),
of_family AS (
    SELECT s.nik, s.no_kk, min(s.place) AS place, arg_min(s.name_key, s.place) AS name_key
    FROM said s SEMI JOIN two_families t ON t.nik = s.nik
    WHERE s.no_kk IS NOT NULL AND s.list <> 'penerima'
    GROUP BY s.nik, s.no_kk
),
split AS (
    SELECT if(a.name_key IS DISTINCT FROM b.name_key, 'nik_ganda_beda_nama', 'nik_dua_keluarga') AS kind, b.place, a.place AS other
    FROM of_family a JOIN of_family b ON a.nik = b.nik AND a.place < b.place
),
pair AS (FROM repeated UNION FROM alike UNION FROM split)
SELECT p.kind, p.place.load_id, p.place.sheet, p.place.row, p.other.load_id, p.other.sheet, p.other.row,
    least(a.key, b.key), greatest(a.key, b.key), coalesce(f.desa_code, g.desa_code, h.desa_code, a.desa_code, b.desa_code)
FROM pair p
JOIN said a ON a.place = p.place
JOIN said b ON b.place = p.other
LEFT JOIN family f ON f.no_kk = a.no_kk
LEFT JOIN family g ON g.no_kk = b.no_kk
LEFT JOIN person q ON q.nik = a.nik
LEFT JOIN family h ON h.no_kk = q.no_kk
ORDER BY ALL;
