-- When what is known has last changed by a file: one row.
SELECT max(loaded_at) AS loaded_at FROM live_load;
