"""Which counts may be told: one solution per period, for all boards, for the page Monev and for reports of figures only.

Whoever holds two of them subtracts one from the other: a desa from its kecamatan, one program from all of them, the page
from the board. So counts are never hidden file by file. All that can be told of a period stands in one sheet
(:mod:`analytics.report.counted`), together with the differences that a reader can work out; what is hidden is worked out
once for it, and a board, a page, a report shows a part of that. Periods are solved each by itself (:mod:`analytics.report.closed`
says why that is enough). Sheets of which a board was announced are kept (:mod:`data.monev.announced`): when data have
changed, a new one is solved beside them. Where it cannot be shown without opening something, boards are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.report.closed import TOGETHER, Closed, closed_of
from analytics.report.counted import (
    BASE,
    KECAMATAN_LENGTH,
    POOR,
    RECIPIENTS,
    SERVED,
    UNSERVED,
    Counted,
    column_of,
    counted,
)
from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, Suppressed, suppress_beside
from data.errors import BoardExposes, NobodyPlaced
from data.monev.announced import Announced, read_sheets
from data.programs import ALL
from data.store import Store
from geo.notation import month


@dataclass(frozen=True, eq=False)
class Solution:
    """What may be told of a period. ``programs``: those with a list of it; ``known``: as it is kept; ``closed``: see there."""

    programs: tuple[str, ...]
    known: Announced
    closed: Closed

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The counts, missing where hidden: rows the desa with families, kecamatan if there are several, the sum."""
        return self.known.counts.astype("Int64").mask(self.known.is_hidden)

    def column(self, program: str, what: str) -> str:
        """Return the name of a column of a program; the only one is the same as all of them."""
        return column_of(self.known.period, ALL if self.programs == (program,) else program, what)

    def of(self, program: str, scope: str) -> Suppressed:
        """Return what the board of a program and scope shows: ``poor, served, unserved``.

        Rows: the desa of the scope, kecamatan if there are several, the sum of the scope as :data:`TOTAL`. A program without
        a list of the period has no figures.
        """
        rows = self._rows(scope)
        names = {"poor": POOR, **{key: self.column(program, key) for key in (SERVED, UNSERVED)}}
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
        shown = self.shown.reindex([row]).loc[row]
        counts = {key: shown[self.column(key, RECIPIENTS)] for key in self.programs}
        return {key: None if pd.isna(count) else int(count) for key, count in counts.items()}

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


def solution(
    store: Store, period: str, of_period: Callable[[str], pd.DataFrame], periods: Iterable[str] = ()
) -> Solution:
    """Return what may be told of a period: as announced before where the counts are the same.

    ``of_period``: :func:`analytics.coverage.coverage` of all programs and desa of a period; ``periods``: all that there are.

    Raises
    ------
    NobodyPlaced
        The desa of no family is known.
    BoardExposes
        Beside boards that were announced before a small count could be worked out.
    """
    own = counted_of(of_period(period), period)
    closed = closed_of([own.table, *(counted_of(of_period(each), each).table for each in periods if each != period)])
    known, whole = read_sheets(store), _sheet(own).whole
    same = next((each for each in known if each.period == period and _is_same(each, whole)), None)
    if same is not None:
        return Solution(own.programs, same, closed)
    is_sum = pd.Series(~whole.index.isin(own.table.index), whole.index)
    earlier = [earlier_of(each) for each in known if not BASE.issuperset(set(whole) & set(each.counts))]
    try:
        is_hidden = hidden_of(own, closed, earlier)
    except Exposed as error:
        told = ", ".join(dict.fromkeys(month(each.period) for each in known))
        raise BoardExposes(period=month(period), earlier=told) from error
    return Solution(own.programs, Announced(period, whole, is_sum, is_hidden, own.relations), closed)


def told_solution(make: Callable[[], Solution], every: pd.DataFrame, period: str) -> Solution:
    """Return ``make()``, a :func:`solution`, for who sees figures only; where it cannot be told one that hides every count.

    ``every``: the coverage of the period.

    Raises
    ------
    NobodyPlaced
    """
    try:
        return make()
    except BoardExposes:
        own = counted_of(every, period)
        whole = _sheet(own).whole
        is_sum = pd.Series(~whole.index.isin(own.table.index), whole.index)
        nothing = pd.DataFrame(data=True, index=whole.index, columns=whole.columns)
        closed = Closed(dict.fromkeys(own.table.index, TOGETHER), is_all=True)
        return Solution(own.programs, Announced(period, whole, is_sum, nothing, own.relations), closed)


def counted_of(every: pd.DataFrame, period: str) -> Counted:
    """Return :func:`analytics.report.counted.counted`.

    Raises
    ------
    NobodyPlaced
    """
    if not (every["families"].gt(0) & (every["desa_code"] != "")).any():
        raise NobodyPlaced(period=month(period))
    return counted(every, period)


def hidden_of(own: Counted, closed: Closed, earlier: Sequence[Earlier] = ()) -> pd.DataFrame:
    """Return which counts of a period are hidden: its desa, kecamatan if there are several, the sum.

    Raises
    ------
    Exposed
    """
    whole = _sheet(own).whole
    hidden = pd.DataFrame(data=True, index=whole.index, columns=whole.columns)
    if closed.is_all:
        return hidden
    row_of = own.table.index.map(closed.row_of)
    together = own.table.groupby(row_of, sort=False).sum()
    groups = pd.Series([closed.group_of(row) for row in together.index], together.index)
    sheet = Sheet(
        together, own.relations, groups, own.unprinted, own.worth, unprinted_rows=closed.rows | {""}, fixed=BASE,
        gaps=own.gaps,
    )  # fmt: skip
    made = suppress_beside(sheet, earlier).is_hidden
    told = made.index.intersection(hidden.index)
    hidden.loc[told] = made.loc[told]
    return hidden


def _sheet(own: Counted) -> Sheet:
    return Sheet(own.table, own.relations, _groups(own.table))


def _is_same(known: Announced, whole: pd.DataFrame) -> bool:
    rows, columns = list(whole.index), list(whole.columns)
    is_like = list(known.counts.index) == rows and list(known.counts.columns) == columns
    return is_like and bool((known.counts.to_numpy() == whole.to_numpy()).all())


def earlier_of(known: Announced) -> Earlier:
    """Return what is told of a period as a sheet that others are solved beside."""
    table = known.counts[~known.is_sum.to_numpy(dtype=bool)]
    return Earlier(Sheet(table, known.relations, _groups(table)), known.is_hidden)


def _groups(table: pd.DataFrame) -> pd.Series:
    return pd.Series(table.index.str[:KECAMATAN_LENGTH], table.index)
