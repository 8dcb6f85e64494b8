-- Where vehicles start and load, in the order they were entered.
SELECT depot_key, cells FROM depot ORDER BY rowid;
