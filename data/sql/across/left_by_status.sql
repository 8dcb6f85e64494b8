-- Rows of recipients whom Dukcapil has under a status. Parameter: $status (start of the word).
SELECT r.load_id, r.sheet, r.row, r.nik AS key, s.status || coalesce(' ' || strftime(s.on_date, '%Y-%m-%d'), '') AS value
FROM recipient_said r
JOIN (SELECT nik, any_value(status) AS status, max(on_date) AS on_date FROM status_said WHERE upper(status) LIKE $status || '%' GROUP BY nik) s
    ON s.nik = r.nik
