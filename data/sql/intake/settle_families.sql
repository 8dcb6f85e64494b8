-- What the records say of each family of the best register loaded: column by column the statement of the best register
-- that has one, of equal ones the newest. A coordinate is taken from files of coordinates first.
INSERT INTO family
WITH said AS (
    SELECT *, {rank: -rank, load_id: load_id} AS weight, {rank: rank, load_id: load_id} AS point_weight
    FROM family_said
    WHERE NOT is_repeat
),
known AS (SELECT DISTINCT no_kk FROM said WHERE rank = (SELECT min(rank) FROM said))
SELECT
    no_kk,
    arg_max(nik_head, weight), arg_max(name_head, weight),
    arg_max(desa_code, weight),
    arg_max(desa_how, weight) FILTER (desa_code IS NOT NULL),
    arg_max(dusun, weight), arg_max(rt, weight), arg_max(rw, weight),
    arg_max(member_count, weight),
    arg_max(desil, weight) FILTER (rank = (SELECT min(rank) FROM said)),  -- P3KE's desil is another ranking
    arg_max(lon, point_weight), arg_max(lat, point_weight)
FROM said JOIN known USING (no_kk)
GROUP BY no_kk;
