-- Figures (relation `counted`: desa_code, part, whole, source). Parameters: $indicator, $period, $name, $role, $now.
INSERT INTO monev_figure (indicator, period, desa_code, part, whole, source, by_name, by_role, noted_at)
SELECT $indicator, $period, desa_code, part, whole, source, $name, $role, $now FROM counted;
