-- Programs for which some list is loaded.
SELECT DISTINCT program FROM recipient ORDER BY program;
