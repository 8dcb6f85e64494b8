-- Needs and resources (relation `stated`). Parameters: $name, $role, $now.
INSERT INTO need (sort, desa_code, category, said, amount, unit, level, on_date, source, by_name, by_role, noted_at)
SELECT sort, desa_code, category, said, amount, unit, level, on_date, source, $name, $role, $now FROM stated;
