"""A cursor that looks at each query before it is run: for the audit, the limit of an operator, the length of texts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self

import duckdb

_OF_CURSOR = frozenset({"fetchall", "fetchone", "df", "description", "unregister"})
"""What an act may do with the cursor besides asking it; anything else could write past this."""


class WatchedCursor(ABC):
    """A cursor of an open transaction; who derives from it says what is refused, by raising."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection | WatchedCursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        """Give what reads as the cursor has it."""
        if name not in _OF_CURSOR:
            raise AttributeError(name)
        return getattr(self._cursor, name)

    def register(self, name: str, rows: object) -> None:
        """Show a frame under a name. Raises as :meth:`look_at_name`."""
        self.look_at_name(name)
        self._cursor.register(name, rows)

    def execute(self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> Self:
        """Run a query. Raises as :meth:`look_at`."""
        self.look_at(query, parameters)
        self._cursor.execute(query, parameters)
        return self

    def executemany(self, query: str, parameters: Sequence[object]) -> Self:
        """Run a query for each of ``parameters``. Raises as :meth:`look_at`."""
        self.look_at(query, parameters)
        self._cursor.executemany(query, parameters)
        return self

    @abstractmethod
    def look_at(self, query: str, parameters: object) -> None:
        """Let only a query go on that may be run."""

    def look_at_name(self, name: str) -> None:  # noqa: B027  not all of them watch tables
        """Let a frame be shown only under a name that no table has which is watched: it would stand before it."""
