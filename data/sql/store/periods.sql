-- Periods for which some list is loaded, newest first.
SELECT DISTINCT period FROM recipient ORDER BY period DESC;
