"""Which tables a query writes to, as told, against what it has written to when it was run."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.written_tables import NotRecognised, written

NAMES = {"t": "t", "T": "t", "main.t": "t", "memory.main.T": "t", '"t"': "t", '"a b"': "a b", 'main."in"': "in",
         '"x""y"': 'x"y', '"UPDATE"': "update", "größe": "größe"}  # fmt: skip
TABLES = sorted(set(NAMES.values()))
BEFORE = (
    "", "/* DELETE FROM u */ ", "-- UPDATE u\n", "WITH c AS (SELECT 'INSERT INTO u' AS é) ",
    "WITH RECURSIVE c(a) AS MATERIALIZED (SELECT 1), d AS (FROM c) ", 'WITH "insert into u" AS (SELECT $$ DELETE $$) ',
)  # fmt: skip
GAPS = (" ", "\n", " /* ' */ ", ' -- "\n ')
FORMS = (
    "INSERT INTO {name} SELECT 2, 0", "INSERT OR REPLACE INTO {name} VALUES (1, 7)",
    "INSERT INTO {name} (a, b) VALUES (3, 1)", "INSERT INTO {name} BY NAME SELECT 9 AS a, 0 AS b",
    "INSERT INTO {name} AS z VALUES (1, 5) ON CONFLICT DO UPDATE SET b = 5",
    "UPDATE {name} SET b = 3", "UPDATE {name} AS z SET b = 4 FROM (SELECT 1) AS y WHERE z.a = 1",
    "DELETE FROM {name}", "DELETE FROM {name} AS z USING (SELECT 1 AS a) AS y WHERE z.a = y.a", "TRUNCATE {name}",
    "TRUNCATE TABLE {name}", "INSERT INTO {name} VALUES (4, 4) RETURNING a",
    "MERGE INTO {name} AS z USING (SELECT 1 AS a) AS y ON z.a = y.a WHEN MATCHED THEN UPDATE SET b = 6",
    "MERGE INTO {name} AS z USING (SELECT 8 AS a) AS y ON z.a = y.a WHEN NOT MATCHED THEN INSERT VALUES (y.a, 1)",
)  # fmt: skip


@pytest.fixture(scope="module")
def place():
    with duckdb.connect() as connection:
        for table in TABLES:
            quoted = '"' + table.replace('"', '""') + '"'
            connection.execute(f"CREATE TABLE {quoted} (a INT PRIMARY KEY, b INT)")
        yield connection


def contents(place) -> dict[str, list]:
    return {table: place.execute('FROM "' + table.replace('"', '""') + '"').fetchall() for table in TABLES}


STATEMENT = st.tuples(
    st.sampled_from(BEFORE), st.sampled_from(FORMS), st.sampled_from(sorted(NAMES)), st.sampled_from(GAPS)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STATEMENT, min_size=1, max_size=3))
def test_what_is_told_is_what_is_written(place, statements):
    texts = []
    for before, form, name, gap in statements:
        head = "" if form.startswith("TRUNCATE") and before.startswith("WITH") else before  # not in its grammar
        texts.append(head + form.replace(" ", gap).replace("{name}", name))
    query = " ; ".join(texts)
    place.execute("BEGIN")
    try:
        for table in TABLES:
            place.execute('INSERT INTO "' + table.replace('"', '""') + '" VALUES (1, 0)')  # noqa: S608  names above
        changed = set()
        for statement in duckdb.extract_statements(query):
            known = contents(place)
            place.execute(statement)
            changed |= {table for table, rows in contents(place).items() if rows != known[table]}
    except duckdb.ConstraintException:  # the same row twice: nothing to compare
        return
    finally:
        place.execute("ROLLBACK")
    told = written(query)
    assert changed <= set(told.tables)
    assert set(told.tables) == {NAMES[name] for *_, name, _ in statements}
    assert (told.made, told.dropped) == ((), ())


def test_a_write_inside_a_with_is_told():
    assert written("WITH c AS (DELETE FROM t RETURNING a) INSERT INTO u SELECT * FROM c").tables == ("t", "u")
    assert written("WITH c AS (UPDATE T SET a = 1 RETURNING a) SELECT * FROM c").tables == ("t",)


def test_temporary_tables_are_told():
    told = written("CREATE OR REPLACE TEMP TABLE X AS SELECT 1; INSERT INTO x SELECT 2; DROP TABLE IF EXISTS main.x")
    assert (told.made, told.tables, told.dropped) == (("x",), ("x",), ("x",))


@pytest.mark.parametrize(
    "query",
    ["COMMIT", "CREATE TABLE x (a INT)", "CREATE VIEW x AS SELECT 1", "COPY t TO 'x'", "CALL f()",
     "PRAGMA version", "SET x = 1", "EXPLAIN ANALYZE DELETE FROM t", "PREPARE x AS DELETE FROM t", "EXECUTE x", "USE x",
     "ATTACH 'x'", "EXPORT DATABASE 'x'", "DROP SCHEMA x", "SELECT 1 AS update"],
)  # fmt: skip
def test_what_is_not_recognised_is_refused(query):
    with pytest.raises(NotRecognised):
        written(query)
