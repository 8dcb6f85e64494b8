"""What an account of one desa may write: what concerns its own desa, whatever the act.

Before a statement first touches a table, the rows of other desa in it are counted and hashed; before the transaction is
committed, again. Where they differ the transaction is refused whole. So no act can forget the limit, none has to know
of it, and one that is added tomorrow is limited too. Tables are told by their columns, as for reading
(:mod:`data.own_desa`); one that says of no row whose desa it is belongs to the kecamatan, and is not written to at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import duckdb

from data.errors import DesaNotOwn, KecamatanOnly
from data.own_desa import HIDDEN, PEOPLE_RULE, Limit, rule_of
from data.watched_cursor import WatchedCursor
from data.written_tables import NotRecognised, written

FREE = frozenset({"change", "meta"})
"""The history of what is done, and the counters of the file: every act writes them (:mod:`data.audit_guard`)."""
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
_FOREIGN = "SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM {name} t WHERE NOT coalesce(({rule}), false)"


def own_rows(name: str, columns: Sequence[str]) -> str:
    """Return which rows of a table an account of one desa may write, "" where none: a condition on its rows ``t``."""
    return WHOLE.get(name) or ("" if name in HIDDEN else rule_of(name, list(columns)))


class OwnWrites(WatchedCursor):
    """A cursor of an open transaction that remembers which tables it has touched; :meth:`check` before it ends.

    What it does not recognise (:mod:`data.written_tables`) it refuses.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection | WatchedCursor, limit: Limit) -> None:
        super().__init__(cursor)
        self._limit = limit
        self._before: dict[str, tuple[int, int]] = {}
        self._made: set[str] = set()

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

    def look_at_name(self, name: str) -> None:
        """Refuse the name of a table.

        Raises
        ------
        KecamatanOnly
        """
        self._refuse(self._limit.tables.keys() & {name.lower()})

    def look_at(self, query: str, parameters: object) -> None:  # noqa: ARG002  whatever is put in
        """Look at what a query is about to touch.

        Raises
        ------
        KecamatanOnly
            It writes to a table that is no desa's, or it cannot be told to what.
        """
        known = self._limit.tables
        try:
            found = written(query)
        except NotRecognised as error:
            raise KecamatanOnly(desa=self._limit.told()) from error
        self._refuse(known.keys() & set(found.made))
        self._made |= set(found.made)
        self._refuse({*found.tables, *found.dropped} - known.keys() - self._made)
        self._refuse(known.keys() & set(found.dropped))
        for name in found.tables:
            if name in self._made or name in FREE or name in self._before:
                continue
            if not own_rows(name, known[name]):
                raise KecamatanOnly(desa=self._limit.told())
            self._before[name] = self._foreign(name)

    def _refuse(self, names: AbstractSet[str]) -> None:
        """Let an act go on that names none of ``names``."""
        if names:
            raise KecamatanOnly(desa=self._limit.told())

    def _foreign(self, name: str) -> tuple[int, int]:
        rule = self._limit.filled(own_rows(name, self._limit.tables[name]))
        [(count, sign)] = self._cursor.execute(_FOREIGN.format(name=f'"{name}"', rule=rule)).fetchall()
        return int(count), int(sign)
