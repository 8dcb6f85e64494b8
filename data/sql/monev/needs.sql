-- What desa lack and what they have, as it stands.
SELECT n.need_id, n.sort, n.desa_code, coalesce(d.desa_name, n.desa_code) AS desa_name, n.category, n.said, n.amount, n.unit,
    n.level, n.on_date, n.source
FROM need n LEFT JOIN desa_called d USING (desa_code)
WHERE n.ended_at IS NULL
ORDER BY n.sort, desa_name, n.category, n.said, n.need_id;
