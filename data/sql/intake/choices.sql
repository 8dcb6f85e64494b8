-- What is remembered of columns: one row per row of headers and field, its newest choice.
SELECT signature, field, arg_max(header, load_id) AS header
FROM column_choice
GROUP BY signature, field
ORDER BY signature, field;
