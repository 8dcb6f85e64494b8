-- A plan is driven ($is_chosen), or no longer. Parameters in order: plan, program, period, first day, chosen, reason, name, role, now.
INSERT INTO plan_choice (plan_id, program, period, first_day, is_chosen, reason, by_name, by_role, noted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
