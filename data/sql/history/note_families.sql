-- How `family` differs from `family_before`: one change per family that came or left, and per column of one that stayed.
-- Parameters: $now, $name, $role, $loads (numbers), $reason.
INSERT INTO change (changed_at, by_name, by_role, subject, subject_key, field, before, after, reason, load_id)
WITH cause AS (
    SELECT no_kk, max(load_id) AS load_id FROM family_record WHERE list_contains($loads, load_id) GROUP BY no_kk
),
was AS (
    SELECT no_kk, unnest([
        {field: 'desa_code', value: desa_code}, {field: 'dusun', value: dusun}, {field: 'rt', value: rt},
        {field: 'rw', value: rw}, {field: 'name_head', value: name_head}, {field: 'nik_head', value: nik_head},
        {field: 'member_count', value: member_count::VARCHAR}, {field: 'desil', value: desil::VARCHAR},
        {field: 'point', value: round(lat, 5) || ', ' || round(lon, 5)}
    ], recursive := true)
    FROM family_before SEMI JOIN family USING (no_kk)
),
is_now AS (
    SELECT no_kk, unnest([
        {field: 'desa_code', value: desa_code}, {field: 'dusun', value: dusun}, {field: 'rt', value: rt},
        {field: 'rw', value: rw}, {field: 'name_head', value: name_head}, {field: 'nik_head', value: nik_head},
        {field: 'member_count', value: member_count::VARCHAR}, {field: 'desil', value: desil::VARCHAR},
        {field: 'point', value: round(lat, 5) || ', ' || round(lon, 5)}
    ], recursive := true)
    FROM family SEMI JOIN family_before USING (no_kk)
),
differs AS (
    SELECT no_kk, field, was.value AS before, is_now.value AS after
    FROM was JOIN is_now USING (no_kk, field)
    WHERE was.value IS DISTINCT FROM is_now.value
    UNION ALL SELECT no_kk, 'keluarga', NULL, 'masuk daftar' FROM family ANTI JOIN family_before USING (no_kk)
    UNION ALL SELECT no_kk, 'keluarga', 'ada di daftar', 'keluar dari daftar' FROM family_before ANTI JOIN family USING (no_kk)
)
SELECT $now, $name, $role, 'keluarga', no_kk, field, before, after, $reason,
    coalesce(cause.load_id, list_max($loads))
FROM differs LEFT JOIN cause USING (no_kk)
ORDER BY no_kk, field;
