-- The number of the last script of the schema that a database has seen; nothing where DuckDB looks at another file in memory.
SELECT m.value
FROM meta m
JOIN duckdb_databases() d ON d.database_name = current_database()
WHERE m.key = 'schema_version' AND d.path IS NOT NULL;
