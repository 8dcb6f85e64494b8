"""What an account of one desa may write: what concerns its own desa, whatever the act.

Before a statement first touches a table, the rows of other desa in it are counted and hashed; before the transaction is
committed, again. Where they differ the transaction is refused whole. So no act can forget the limit, none has to know
of it, and one that is added tomorrow is limited too. Tables are told by their columns, as for reading
(:mod:`data.own_desa`); one that says of no row whose desa it is belongs to the kecamatan, and is not written to at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from data.errors import DesaNotOwn, KecamatanOnly
from data.own_desa import HIDDEN, PEOPLE_RULE, Limit, rule_of

FREE = frozenset({"audit", "change", "meta"})
"""The history of what is done, its seal, and the counters of the file: every act writes them."""
_FILE_OF_OTHERS = "(SELECT file_id FROM {base}.handover_event WHERE file_id IS NOT NULL AND NOT coalesce(%s, false))"
_WHOLE_FILE = f"file_id NOT IN {_FILE_OF_OTHERS % PEOPLE_RULE}"
WHOLE = {
    "handover_file": _WHOLE_FILE,
    "handover_file_end": _WHOLE_FILE,
    "handover_file_row": _WHOLE_FILE,
    "trip_closing": (
        "NOT EXISTS (FROM {base}.plan_parcel p WHERE p.plan_id = t.plan_id AND p.trip_id = t.trip_id "
        "AND coalesce(p.desa_code, '') NOT IN {codes})"
    ),
}
"""Tables of things that several desa can have part in: theirs is a row only with nothing of another desa in it."""
_COMMENT, _TEXT = re.compile(r"--[^\n]*"), re.compile(r"'(?:[^']|'')*'")
_TARGET = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|UPDATE)\s+\"?(\w+)",
    re.IGNORECASE,
)
_FOREIGN = "SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM {name} t WHERE NOT coalesce(({rule}), false)"


def targets(query: str) -> list[str]:
    """Return the tables that a query inserts into, changes or deletes from, each once."""
    bare = _TEXT.sub("''", _COMMENT.sub("", query))
    return [name for name in dict.fromkeys(_TARGET.findall(bare)) if name.upper() != "SET"]  # ON CONFLICT DO UPDATE SET


def own_rows(name: str, columns: Sequence[str]) -> str:
    """Return which rows of a table an account of one desa may write, "" where none: a condition on its rows ``t``."""
    return WHOLE.get(name) or ("" if name in HIDDEN else rule_of(name, list(columns)))


class OwnWrites:
    """A cursor of an open transaction that remembers which tables it has touched; :meth:`check` before it ends."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, limit: Limit) -> None:
        self._cursor, self._limit = cursor, limit
        self._before: dict[str, tuple[int, int]] = {}

    def __getattr__(self, name: str) -> Any:
        """Give everything else as the cursor has it."""
        return getattr(self._cursor, name)

    def execute(self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> Any:
        """Run a query; what it is about to touch is looked at first.

        Raises
        ------
        KecamatanOnly
            It writes to a table that is no desa's.
        """
        self._look(query)
        return self._cursor.execute(query, parameters)

    def executemany(self, query: str, parameters: Sequence[object]) -> Any:
        """Run a query for each of ``parameters``. Raises as :meth:`execute`."""
        self._look(query)
        return self._cursor.executemany(query, parameters)

    def check(self) -> None:
        """Let only a transaction go on that has left the rows of other desa as they were.

        Raises
        ------
        DesaNotOwn
        """
        for name, before in self._before.items():
            after = self._foreign(name)
            if after != before:
                raise DesaNotOwn(desa=self._limit.told(), count=max(abs(after[0] - before[0]), 1))

    def _look(self, query: str) -> None:
        known = self._limit.tables
        for name in targets(query):
            if name not in known or name in FREE or name in self._before:  # unknown: a temporary table of this cursor
                continue
            if not own_rows(name, known[name]):
                raise KecamatanOnly(desa=self._limit.told())
            self._before[name] = self._foreign(name)

    def _foreign(self, name: str) -> tuple[int, int]:
        rule = self._limit.filled(own_rows(name, self._limit.tables[name]))
        [(count, sign)] = self._cursor.execute(_FOREIGN.format(name=f'"{name}"', rule=rule)).fetchall()
        return int(count), int(sign)
