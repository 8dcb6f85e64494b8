-- Every file that an entry which stands refers to, once.
SELECT sha256, file_kind, any_value(title) AS title, count(*) AS entry_count
FROM spj_live WHERE sha256 <> '' GROUP BY ALL ORDER BY title;
