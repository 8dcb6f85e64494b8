"""The audit's own door: of the tables that say what was done, an act writes none but by it.

``audit`` is written by :mod:`data.chain` alone. To ``change`` (the history) rows are only added. ``meta`` has the head
of the audit besides the counters of the file: written to it is what :data:`COUNTERS` names. Everything else is refused
whoever works, in a store that is limited to some desa and in one that is not; a query that names such a table and is
not recognised (:mod:`data.written_tables`) is refused too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import duckdb

from data.statements import sql
from data.written_tables import NotRecognised, written

GUARDED = frozenset({"audit", "change", "meta"})
TOUCH = "UPDATE meta SET value = CAST(value AS BIGINT) + 1 WHERE key = 'data_version'"
MARK_DEMO = "UPDATE meta SET value = 'true' WHERE key = 'is_demo'"
COUNTERS = frozenset({TOUCH, MARK_DEMO, sql("recovery/note")})
"""What is written to ``meta`` by acts."""
_ADDED = ("INSERT", "change")
_OF_CURSOR = frozenset({"fetchall", "fetchone", "df", "description", "unregister"})
"""What an act may do with the cursor besides asking it; anything else could write past this."""


class PastTheAudit(Exception):
    """An act is about to write to a table that only the audit writes to: a fault of this program."""


class Guard:
    """A cursor of an open transaction that writes to no table of :data:`GUARDED` but as its module says."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        """Give what reads as the cursor has it."""
        if name not in _OF_CURSOR:
            raise AttributeError(name)
        return getattr(self._cursor, name)

    def register(self, name: str, rows: object) -> None:
        """Show a frame under a name.

        Raises
        ------
        PastTheAudit
            It is that of a guarded table: it would stand before it.
        """
        if name.lower() in GUARDED:
            raise PastTheAudit(name)
        self._cursor.register(name, rows)

    def execute(self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> Guard:
        """Run a query. Raises :class:`PastTheAudit`."""
        check(query)
        self._cursor.execute(query, parameters)
        return self

    def executemany(self, query: str, parameters: Sequence[object]) -> Guard:
        """Run a query for each of ``parameters``. Raises as :meth:`execute`."""
        check(query)
        self._cursor.executemany(query, parameters)
        return self


def open_door(cursor: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return the cursor itself, for :mod:`data.chain` alone (``tests/test_architecture.py``)."""
    while not isinstance(cursor, duckdb.DuckDBPyConnection):
        cursor = cast("duckdb.DuckDBPyConnection", vars(cursor)["_cursor"])
    return cursor


@lru_cache(maxsize=1000)
def check(query: str) -> None:
    """Let only a query be run that leaves the guarded tables to the audit.

    Raises
    ------
    PastTheAudit
    """
    text = query.lower()
    if query in COUNTERS or not any(name in text for name in GUARDED):
        return
    try:
        found = written(query)
    except NotRecognised as error:
        raise PastTheAudit(query) from error
    if any(name in GUARDED and (verb, name) != _ADDED for verb, name in found.named):
        raise PastTheAudit(query)
