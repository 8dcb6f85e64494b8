-- Tables whose rows come from a file and go with it; that the file was there, and the history, stay.
SELECT c.table_name FROM duckdb_columns() c
JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
WHERE c.database_name = current_database() AND c.column_name = 'load_id' AND NOT t.temporary
    AND c.table_name NOT IN ('load', 'change', 'retention', 'purged', 'proposal_step')
ORDER BY c.table_name;
