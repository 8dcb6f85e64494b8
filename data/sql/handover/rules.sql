-- By when the aid of a month is to be there, per program.
SELECT program, months, CAST(day AS INTEGER) AS day, source FROM due_rule ORDER BY program;
