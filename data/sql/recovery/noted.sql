-- The name of the key whose recovery code somebody has on paper, '' where nobody has said so yet.
SELECT coalesce(max(value), '') FROM meta WHERE key = 'recovery_code_noted';
