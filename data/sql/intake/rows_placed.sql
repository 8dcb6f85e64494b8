-- How many rows would be placed again if the layer or the lists changed.
SELECT (SELECT count(*) FROM family_record) + (SELECT count(*) FROM recipient_record) AS row_count;
