"""Which counts public boards show: one solution per period for all programs and scopes, kept with those before.

Two boards that hang side by side can be subtracted: a desa from its kecamatan, one program from all of them, one month
from the next. So counts are never hidden board by board. All that any board of a period could print stands in one
sheet (:func:`sheet_of`), together with the differences that a reader of several boards can work out; what is hidden is
worked out once for it, and a board shows a part of that. Sheets of which a board was announced are kept
(:mod:`data.monev.announced`): a later one, of another period or of data that have changed, is solved together with
them. Where it cannot be shown without opening something, it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, Suppressed, suppress_beside
from data.errors import BoardExposes, NobodyPlaced
from data.monev.announced import Announced, read_sheets
from data.programs import ALL
from data.store import Store
from geo.notation import month

KECAMATAN_LENGTH = 8
"""Characters of the code of a kecamatan, as "63.11.02"."""
POOR = "poor"
SERVED, UNSERVED, OTHERS, RECIPIENTS, REST = "served", "unserved", "others", "recipients", "rest"
"""What is counted of a program: poor families it serves, it does not serve, that others serve; all it serves, the rest."""
_UNPRINTED = (OTHERS, REST)
_WORTH = {POOR: 30.0, SERVED: 30.0, UNSERVED: 30.0}
"""Of the counts of all programs together: most boards are of these."""


@dataclass(frozen=True, eq=False)
class Solution:
    """What boards of a period may show. ``programs``: those with a list of the period; ``known``: as it is kept."""

    programs: tuple[str, ...]
    known: Announced

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return self.known.counts.astype("Int64").mask(self.known.is_hidden)

    def of(self, program: str, scope: str) -> Suppressed:
        """Return what the board of a program and scope shows: ``poor, served, unserved``.

        Rows: the desa of the scope, kecamatan if there are several, the sum of the scope as :data:`TOTAL`. A program without
        a list of the period has no figures.
        """
        rows = self._rows(scope)
        among = ALL if self.programs == (program,) else program  # the only one is the same as all of them
        names = {"poor": POOR, **{key: column_of(self.known.period, among, key) for key in (SERVED, UNSERVED)}}
        hidden, values = self.known.is_hidden, self.known.counts

        def picked(table: pd.DataFrame, missing: object) -> pd.DataFrame:
            columns = {key: table.get(name, pd.Series(missing, table.index)) for key, name in names.items()}
            return pd.DataFrame(columns).reindex([row for row, _ in rows]).set_axis([label for _, label in rows])

        is_hidden = picked(hidden, missing=True).fillna(value=True).astype(bool)
        counts = picked(values, missing=0).fillna(0).astype("Int64")
        return Suppressed(counts.mask(is_hidden), counts.lt(LIMIT).astype(bool), is_hidden, LIMIT)

    def recipients(self, scope: str) -> dict[str, int | None]:
        """Return the families that receive each program in a scope; ``None`` where that is hidden."""
        row = self._sum_row(scope)
        found = {key: column_of(self.known.period, key, RECIPIENTS) for key in self.programs}
        shown = self._shown.reindex([row]).loc[row]
        return {key: None if pd.isna(shown[name]) else int(shown[name]) for key, name in found.items()}

    def _sum_row(self, scope: str) -> str:
        """Return which row holds the sum of a scope."""
        desa = self.known.is_sum.index[~self.known.is_sum.astype(bool)]
        return TOTAL if all(code.startswith(scope) for code in desa) else scope

    def _rows(self, scope: str) -> list[tuple[str, str]]:
        """Return the rows of a scope and what its board calls them."""
        own = self._sum_row(scope)
        codes = [code for code in self.known.counts.index if code.startswith(scope) and code != TOTAL]
        is_own_sum = [code == own and bool(self.known.is_sum[code]) for code in codes]
        return [(code, code) for code, is_sum in zip(codes, is_own_sum, strict=True) if not is_sum] + [(own, TOTAL)]


def solution(store: Store, every: pd.DataFrame, period: str) -> Solution:
    """Return what boards of a period may show: as announced before where the counts are the same.

    ``every``: :func:`analytics.coverage.coverage` of all programs and desa of the period.

    Raises
    ------
    NobodyPlaced
        The desa of no family is known.
    BoardExposes
        Beside boards that were announced before a small count could be worked out.
    """
    if not (every["families"].gt(0) & (every["desa_code"] != "")).any():
        raise NobodyPlaced(period=month(period))
    sheet, programs = sheet_of(every, period)
    known = read_sheets(store)
    same = next((each for each in known if each.period == period and _is_same(each, sheet)), None)
    if same is not None:
        return Solution(programs, same)
    try:
        made = suppress_beside(sheet, [_earlier(each) for each in known])
    except Exposed as error:
        told = ", ".join(dict.fromkeys(month(each.period) for each in known))
        raise BoardExposes(period=month(period), earlier=told) from error
    is_sum = pd.Series(~sheet.whole.index.isin(sheet.table.index), sheet.whole.index)
    return Solution(programs, Announced(period, sheet.whole, is_sum, made.is_hidden, sheet.relations))


def _is_same(known: Announced, sheet: Sheet) -> bool:
    rows, columns = list(sheet.whole.index), list(sheet.whole.columns)
    is_like = list(known.counts.index) == rows and list(known.counts.columns) == columns
    return is_like and bool((known.counts.to_numpy() == sheet.whole.to_numpy()).all())


def _earlier(known: Announced) -> Earlier:
    table = known.counts[~known.is_sum.to_numpy(dtype=bool)]
    return Earlier(Sheet(table, known.relations, _groups(table)), known.is_hidden)


def _groups(table: pd.DataFrame) -> pd.Series:
    return pd.Series(table.index.str[:KECAMATAN_LENGTH], table.index)


def column_of(period: str, program: str, what: str) -> str:
    """Return the name under which a sheet counts something; that of the poor is the same in all periods."""
    return f"{period} {program} {what}"


def sheet_of(every: pd.DataFrame, period: str) -> tuple[Sheet, tuple[str, ...]]:
    """Return all that boards of a period can tell, and the programs with a list.

    ``every``: :func:`analytics.coverage.coverage` of all programs and desa. Desa without families are no rows.
    """
    rows = every[every["families"].gt(0) & (every["desa_code"] != "")]
    of = {str(key): own.set_index("desa_code") for key, own in rows.groupby("program", sort=True)}
    programs = tuple(key for key, own in of.items() if key != ALL and own["recipients"].sum() > 0)
    whole = of[ALL]

    def name(program: str, what: str) -> str:
        return column_of(period, program, what)

    columns = {
        POOR: whole["poor_families"], name(ALL, SERVED): whole["served_poor"], name(ALL, UNSERVED): whole["unserved_poor"],
    }  # fmt: skip
    relations: list[tuple[str, Sequence[str]]] = [(POOR, (name(ALL, SERVED), name(ALL, UNSERVED)))]
    for key in programs:
        own, among = of[key], key if len(programs) > 1 else ALL
        if among == key:
            columns |= {
                name(key, SERVED): own["served_poor"], name(key, UNSERVED): own["unserved_poor"],
                name(key, OTHERS): whole["served_poor"] - own["served_poor"],
            }  # fmt: skip
            relations.append((POOR, (name(key, SERVED), name(key, UNSERVED))))
            relations.append((name(ALL, SERVED), (name(key, SERVED), name(key, OTHERS))))
        columns |= {
            name(key, RECIPIENTS): own["recipients"], name(key, REST): own["recipients"] - own["served_poor"],
        }  # fmt: skip
        relations.append((name(key, RECIPIENTS), (name(among, SERVED), name(key, REST))))
    if len(programs) == 2:  # noqa: PLR2004  both = one + the other − at least one
        one, other = programs
        both = of[one]["served_poor"] + of[other]["served_poor"] - whole["served_poor"]
        columns |= {name("dua", SERVED): both}
        relations.append((name(one, SERVED), (name("dua", SERVED), name(other, OTHERS))))
    table = pd.DataFrame(columns)
    unprinted = {name(key, what) for key in (*programs, "dua") for what in (*_UNPRINTED, SERVED)} & set(table)
    unprinted -= {name(key, SERVED) for key in programs}
    worth = {POOR: _WORTH[POOR], **{name(ALL, what): _WORTH[what] for what in (SERVED, UNSERVED)}}
    return Sheet(table, tuple(relations), _groups(table), frozenset(unprinted), worth), programs
