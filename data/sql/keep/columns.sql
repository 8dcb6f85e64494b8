-- Columns of every table that can say something of a person; shapes and pictures are left to the maps.
SELECT c.table_name, c.column_name FROM duckdb_columns() c
JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
WHERE c.database_name = current_database() AND NOT t.temporary AND c.data_type IN ('VARCHAR', 'JSON', 'VARCHAR[]')
    AND c.table_name NOT IN ('audit', 'meta', 'setting')
ORDER BY c.table_name, c.column_index;
