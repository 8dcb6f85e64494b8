-- Dates that count instead of the rule, newest month first.
SELECT program, period, due_on, source FROM due_date ORDER BY period DESC, program;
