"""What an account of one desa is shown: the tables of people as if there were no other desa.

Every question of such a reader runs on a cursor of its own; there, before the question, a temporary view of the same
name stands before each table with people in it. So no query, count, map, search or export can forget the limit, none
has to know of it, and one that is added tomorrow is limited too. Tables are told by their columns, not by a list: a new
one with a desa, a person or a family in it is limited from its first day.
"""

from __future__ import annotations

import duckdb

ROOMY = frozenset(
    {
        "desa", "desa_access", "layer_record", "region", "region_alias", "region_alias_record", "region_record",
        "service_point_edit", "service_point_record",
    }
)  # fmt: skip
"""Tables with a desa in each row and nobody in them: the map, codes, service points, ways into desa."""
HIDDEN = frozenset({"audit", "change", "correction", "issue", "set_aside", "set_aside_left", "handover_file_row"})
"""Tables with cells or keys of people and no desa that is sure: not shown at all."""
_OWN_PEOPLE = (
    "(SELECT no_kk FROM {base}.family WHERE desa_code IN {codes} "
    "UNION ALL SELECT person_key FROM {base}.recipient WHERE desa_code IN {codes})"
)
_OWN_FAMILIES = "(SELECT no_kk FROM {base}.family WHERE desa_code IN {codes})"
_TABLES = """
SELECT table_name, list(column_name)
FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
WHERE database_name = current_database() AND schema_name = 'main' GROUP BY ALL
"""
_VIEW = "CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {base}.{name} WHERE {rows}"
_RULES = (
    ("desa_code", "desa_code IN {codes}"),
    (
        "person_key",
        "(person_key IN {people} OR person_key IN (SELECT person_key FROM {base}.person WHERE no_kk IN {families}))",
    ),
    ("no_kk", "no_kk IN {families}"),
    ("key_a", "(key_a, key_b) IN (SELECT (key_a, key_b) FROM {base}.duplicate_pair WHERE desa_code IN {codes})"),
    ("nik", "nik IN (SELECT nik FROM {base}.person WHERE no_kk IN {families})"),
)
"""Column → which rows of a table that has it are shown; the first that fits counts."""


def limits(cursor: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> list[str]:
    """Return the statements that limit a cursor to ``codes``."""
    base = f"{_quoted(cursor.execute('SELECT current_database()').fetchall()[0][0])}.main"
    rows = cursor.execute(_TABLES).fetchall()
    found = []
    for name, columns in sorted(rows):
        rule = rule_of(name, columns)
        if rule:
            found.append(_VIEW.format(name=_quoted(name), base=base, rows=_filled(rule, base, codes)))
    return found


def rule_of(name: str, columns: list[str]) -> str:
    """Return which rows of a table are shown, ``""`` where all are: it holds no people."""
    if name in HIDDEN:
        return "false"
    if name in ROOMY:
        return ""
    return next((rule for column, rule in _RULES if column in columns), "")


def _filled(rule: str, base: str, codes: tuple[str, ...]) -> str:
    listed = f"({', '.join(_text(code) for code in codes) or 'NULL'})"
    people, families = (part.format(base=base, codes=listed) for part in (_OWN_PEOPLE, _OWN_FAMILIES))
    return rule.format(base=base, codes=listed, people=people, families=families)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
