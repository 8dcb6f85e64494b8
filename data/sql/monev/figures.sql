-- What the office counts itself: one row per indicator, month and desa.
SELECT f.indicator, f.period, f.desa_code, coalesce(d.desa_name, f.desa_code) AS desa_name, f.part, f.whole, f.source,
    f.by_name, f.noted_at
FROM monev_figure_now f LEFT JOIN desa_called d USING (desa_code)
ORDER BY f.indicator, f.period, f.desa_code;
