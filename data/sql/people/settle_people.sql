-- Every person once: members as their files say, heads that no such file has, and recipients in neither. Of several rows
-- about a NIK the newest counts; whoever shares a NIK under another name in one file stays as a name within the family.
DELETE FROM person;
INSERT INTO person
WITH stated AS (
    SELECT m.*, name_key(m.name) AS name_key,
        {is_first: NOT m.is_repeat, load_id: m.load_id, row: -m.row} AS weight
    FROM member_said m
),
owner AS (SELECT nik, arg_max(name_key, weight) AS name_key FROM stated WHERE nik IS NOT NULL GROUP BY nik),
keyed AS (
    SELECT s.* REPLACE (if(s.is_repeat AND s.name_key <> o.name_key, NULL, s.nik) AS nik)
    FROM stated s LEFT JOIN owner o USING (nik)
),
member AS (
    SELECT coalesce(nik_key(nik), no_kk || '|' || name_key) AS person_key, any_value(nik) AS nik, arg_max(no_kk, weight) AS no_kk,
        arg_max(name, weight) AS name, arg_max(sex, weight) AS sex, arg_max(born_on, weight) AS born_on,
        arg_max(relation, weight) AS relation, arg_max(is_pregnant, weight) AS is_pregnant,
        arg_max(difficulty, weight) AS difficulty, 'anggota' AS known_from, max(weight) AS weight,
        arg_max(sheet, weight) AS sheet
    FROM keyed
    WHERE nik IS NOT NULL OR no_kk || '|' || name_key IS NOT NULL
    GROUP BY 1
),
named AS (SELECT DISTINCT no_kk, name_key(name) AS name_key FROM member),
head AS (
    SELECT coalesce(nik_key(f.nik_head), f.no_kk || '|' || name_key(f.name_head), f.no_kk) AS person_key, any_value(f.nik_head) AS nik,
        min(f.no_kk) AS no_kk, arg_min(f.name_head, f.no_kk) AS name, 'kepala' AS known_from
    FROM family f
    WHERE NOT EXISTS (FROM member m WHERE m.nik = f.nik_head)
      AND NOT (f.nik_head IS NULL AND EXISTS (
          FROM named n WHERE n.no_kk = f.no_kk AND (n.name_key = name_key(f.name_head) OR f.name_head IS NULL)
      ))
    GROUP BY 1
),
paid AS (
    SELECT coalesce(nik_key(r.nik), l.person_key) AS person_key, any_value(r.nik) AS nik,
        arg_max(coalesce(l.no_kk, r.no_kk), r.load_id) AS no_kk, arg_max(r.name, r.load_id) AS name,
        {is_first: true, load_id: max(r.load_id), row: -arg_max(r.row, r.load_id)} AS weight,
        arg_max(r.sheet, r.load_id) AS sheet, 'penerima' AS known_from
    FROM recipient_said r
    JOIN recipient_led l ON l.load_id = r.load_id AND l.sheet = r.sheet AND l.row = r.row
    WHERE (r.nik IS NOT NULL OR l.no_kk IS NULL)
      AND NOT EXISTS (FROM member m WHERE m.nik = r.nik)
      AND NOT EXISTS (FROM head h WHERE h.nik = r.nik)
    GROUP BY 1
),
every AS (FROM member UNION ALL BY NAME FROM head UNION ALL BY NAME FROM paid),
born AS (   -- day, month and year in the NIK; a head or recipient is grown up
    SELECT person_key, substr(nik, 7, 2)::INTEGER AS day, substr(nik, 9, 2)::INTEGER AS month, substr(nik, 11, 2)::INTEGER AS year
    FROM every WHERE regexp_full_match(nik, '[0-9]{16}')
),
left_since AS (
    SELECT nik, arg_max(status, {on_date: coalesce(on_date, DATE '0001-01-01'), load_id: load_id}) AS said,
        arg_max(on_date, {on_date: coalesce(on_date, DATE '0001-01-01'), load_id: load_id}) AS status_on,
        arg_max(load_id, {on_date: coalesce(on_date, DATE '0001-01-01'), load_id: load_id}) AS status_load_id
    FROM status_said WHERE nik IS NOT NULL GROUP BY nik
),
known AS (
    SELECT e.*, l.status_on, l.status_load_id, coalesce(c.words, e.relation) AS words,
        CASE
            WHEN regexp_matches(lower(l.said), '^(mening|mati|wafat|alm)') THEN 'meninggal'
            WHEN lower(l.said) LIKE 'pindah%' THEN 'pindah'
        END AS status,
        coalesce(e.sex, if(b.day > 40, 'P', if(b.day IS NULL, NULL, 'L'))) AS sex_known,
        TRY(make_date(
            b.year + if(2000 + b.year > year(today()) - if(e.known_from = 'anggota', 0, 12), 1900, 2000), b.month,
            b.day - if(b.day > 40, 40, 0))
        ) AS born_in_nik
    FROM every e
    LEFT JOIN born b USING (person_key)
    LEFT JOIN left_since l USING (nik)
    LEFT JOIN relation_code c ON c.code = ltrim(e.relation, '0')
),
level AS (SELECT coalesce((SELECT value::DOUBLE FROM setting WHERE key = 'disability_level_min'), 2) AS least)
SELECT k.person_key, k.nik, k.no_kk, k.name, k.sex_known, coalesce(k.born_on, k.born_in_nik),
    CASE WHEN k.born_on IS NOT NULL THEN 'tertulis' WHEN k.born_in_nik IS NOT NULL THEN 'NIK' END,
    CASE
        WHEN k.known_from = 'kepala' THEN 'kepala keluarga'
        WHEN regexp_full_match(k.words, '[0-9]+') THEN 'kode ' || k.words
        ELSE lower(k.words)
    END,
    k.known_from = 'kepala' OR coalesce(lower(k.words) IN ('kepala keluarga', 'kepala'), false)
        OR EXISTS (FROM family f WHERE f.no_kk = k.no_kk AND f.nik_head = k.nik),
    k.is_pregnant, k.difficulty, k.difficulty >= level.least,
    k.status, if(k.status IS NULL, NULL, k.status_on), if(k.status IS NULL, NULL, k.status_load_id),
    k.known_from, k.weight.load_id, k.sheet, -k.weight.row
FROM known k, level;
