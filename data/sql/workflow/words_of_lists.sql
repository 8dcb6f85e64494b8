-- How lists of deliveries call programs.
SELECT DISTINCT program_given FROM delivery_said WHERE program_given IS NOT NULL ORDER BY program_given;
