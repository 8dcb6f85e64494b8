-- Lists of the same program and period that are in use already. Parameters: program, period.
SELECT file_name FROM load
WHERE kind = 'recipients' AND program = $1 AND period = $2 AND withdrawn_at IS NULL
ORDER BY load_id;
