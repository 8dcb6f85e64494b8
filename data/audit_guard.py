"""The audit's own door: of the tables that say what was done, an act writes none but by it.

``audit`` is written by :mod:`data.chain` alone. To ``change`` (the history) rows are only added. ``meta`` has the head
of the audit besides the counters of the file: written to it is what :data:`COUNTERS` names. Everything else is refused
whoever works, in a store that is limited to some desa and in one that is not; a query that names such a table and is
not recognised (:mod:`data.written_tables`) is refused too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import duckdb

from data.statements import sql
from data.watched_cursor import WatchedCursor
from data.written_tables import NotRecognised, written

GUARDED = frozenset({"audit", "change", "meta"})
TOUCH = "UPDATE meta SET value = CAST(value AS BIGINT) + 1 WHERE key = 'data_version'"
MARK_DEMO = "UPDATE meta SET value = 'true' WHERE key = 'is_demo'"
COUNTERS = frozenset({TOUCH, MARK_DEMO, sql("recovery/note")})
"""What is written to ``meta`` by acts."""
_ADDED = ("INSERT", "change")


class PastTheAudit(Exception):
    """An act is about to write to a table that only the audit writes to: a fault of this program."""


class Guard(WatchedCursor):
    """A cursor that writes to no table of :data:`GUARDED` but as its module says."""

    def look_at(self, query: str, parameters: object) -> None:  # noqa: ARG002  whatever is put in
        """Let only a query go on that leaves the guarded tables to the audit. Raises :class:`PastTheAudit`."""
        check(query)

    def look_at_name(self, name: str) -> None:
        """Refuse the name of a guarded table.

        Raises
        ------
        PastTheAudit
        """
        if name.lower() in GUARDED:
            raise PastTheAudit(name)


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
