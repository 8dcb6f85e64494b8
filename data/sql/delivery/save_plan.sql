-- Keep a plan. Parameters in order: number, when, inputs (JSON), result (JSON), name, who, role.
INSERT INTO plan (plan_id, made_at, inputs, result, name, by_name, by_role) VALUES ($1, $2, $3, $4, $5, $6, $7);
