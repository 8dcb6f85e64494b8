"""What an account of one desa is shown: the tables of people as if there were no other desa.

Every question of such a reader runs on a cursor of its own; there, before the question, a temporary view of the same
name stands before each table with people in it. So no query, count, map, search or export can forget the limit, none
has to know of it, and one that is added tomorrow is limited too. Tables are told by their columns, not by a list: a new
one with a desa, a person or a family in it is limited from its first day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
PEOPLE_RULE = (
    "(person_key IN {people} OR person_key IN (SELECT person_key FROM {base}.person WHERE no_kk IN {families}))"
)
_RULES = (
    ("desa_code", "desa_code IN {codes}"),
    ("person_key", PEOPLE_RULE),
    ("no_kk", "no_kk IN {families}"),
    ("key_a", "(key_a, key_b) IN (SELECT (key_a, key_b) FROM {base}.duplicate_pair WHERE desa_code IN {codes})"),
    ("nik", "nik IN (SELECT nik FROM {base}.person WHERE no_kk IN {families})"),
)
"""Column → which rows of a table that has it are shown; the first that fits counts."""
_LINKED = {
    "collector_note": "no_kk IN {people}",
    "complaint_step": (
        "complaint_key IN (SELECT 'm' || complaint_id FROM {base}.complaint WHERE desa_code IN {codes} UNION ALL "
        "SELECT 'b' || load_id || '/' || sheet || '/' || row FROM {base}.complaint_record WHERE desa_code IN {codes})"
    ),
    "leaving_end": f"leaving_id IN (SELECT leaving_id FROM {{base}}.leaving WHERE {PEOPLE_RULE})",  # noqa: S608  own text
    "proposal_step": f"proposal_id IN (SELECT proposal_id FROM {{base}}.proposal WHERE {PEOPLE_RULE})",  # noqa: S608  own text
    "handover_file": f"file_id IN (SELECT file_id FROM {{base}}.handover_event WHERE {PEOPLE_RULE})",  # noqa: S608  own text
    "handover_file_end": f"file_id IN (SELECT file_id FROM {{base}}.handover_event WHERE {PEOPLE_RULE})",  # noqa: S608  own text
    "step_handover": f"event_id IN (SELECT event_id FROM {{base}}.handover_event WHERE {PEOPLE_RULE})",  # noqa: S608  own text
    "trip_closing": (
        "(plan_id, trip_id) IN (SELECT (plan_id, trip_id) FROM {base}.plan_parcel WHERE desa_code IN {codes})"
    ),
    "survey_answer_end": "answer_id IN (SELECT answer_id FROM {base}.survey_answer WHERE desa_code IN {codes})",
}
"""Tables that speak of a desa or a person by the number of a row elsewhere."""


@dataclass(frozen=True)
class Limit:
    """The limit to some desa, in one open file. ``tables``: name → columns; ``base``: where they lie."""

    codes: tuple[str, ...]
    base: str
    tables: Mapping[str, Sequence[str]]

    def filled(self, rule: str) -> str:
        """Return a rule as SQL."""
        listed = f"({', '.join(_text(code) for code in self.codes) or 'NULL'})"
        people, families = (part.format(base=self.base, codes=listed) for part in (_OWN_PEOPLE, _OWN_FAMILIES))
        return rule.format(base=self.base, codes=listed, people=people, families=families)

    def views(self) -> list[str]:
        """Return the statements that limit a cursor."""
        rules = {name: rule_of(name, list(columns)) for name, columns in sorted(self.tables.items())}
        return [
            _VIEW.format(name=_quoted(name), base=self.base, rows=self.filled(rule))
            for name, rule in rules.items()
            if rule
        ]

    def told(self) -> str:
        """Return the desa as a sentence names them."""
        return ", ".join(self.codes) or "(belum ada desa)"


def limit_to(cursor: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> Limit:
    """Return the limit to ``codes`` in the file of a cursor."""
    base = f"{_quoted(cursor.execute('SELECT current_database()').fetchall()[0][0])}.main"
    return Limit(codes, base, dict(cursor.execute(_TABLES).fetchall()))


def rule_of(name: str, columns: list[str]) -> str:
    """Return which rows of a table are shown, ``""`` where all are: it holds no people."""
    if name in HIDDEN:
        return "false"
    if name in ROOMY:
        return ""
    return _LINKED.get(name) or next((rule for column, rule in _RULES if column in columns), "")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
