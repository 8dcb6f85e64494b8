"""Desa so small that nothing is told of them: they stand together as one, in every table and every period.

Where a desa has fewer than five poor families, or fewer than five others, hiding single counts is no way out: from month to
month each list says something new of the same few. Of such desa no count of families is told at all; the smallest others of
its kecamatan go along, until there are two and at least five families of each kind. What is left is told of them by the sums
is the same whichever of their families lives in which of them, in all periods together. So each period can be solved by
itself, as if readers knew how many families and poor families every desa has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analytics.report.counted import KECAMATAN_LENGTH, NOT_POOR, POOR
from analytics.suppression import LIMIT

TOGETHER = "bersama "
"""Before the code of a kecamatan: its closed desa as one row, which nobody prints."""
_FEWEST = 2


@dataclass(frozen=True)
class Closed:
    """``row_of``: each desa → the row it is counted in, itself where it is told of. ``is_all``: nothing is told at all."""

    row_of: dict[str, str]
    is_all: bool = False

    @property
    def rows(self) -> frozenset[str]:
        """The rows that stand for several desa."""
        return frozenset(row for desa, row in self.row_of.items() if row != desa)

    @property
    def desa(self) -> frozenset[str]:
        """The desa that nothing is told of."""
        return frozenset(desa for desa, row in self.row_of.items() if row != desa)

    @staticmethod
    def group_of(row: str) -> str:
        """Return the kecamatan of a row; "" of the desa of several that are closed as a whole."""
        return row.removeprefix(TOGETHER)[:KECAMATAN_LENGTH]


def closed_of(tables: Iterable[pd.DataFrame]) -> Closed:
    """Return which desa are closed: those that are small in any of the periods.

    ``tables``: :attr:`analytics.report.counted.Counted.table` of all periods.
    """
    each = [table[[POOR, NOT_POOR]] for table in tables]
    fewest = pd.concat(each).groupby(level=0).min()
    group = pd.Series(fewest.index.str[:KECAMATAN_LENGTH], fewest.index)
    row_of: dict[str, str] = {desa: desa for desa in fewest.index}
    lost = []
    for code, own in fewest.groupby(group, sort=True):
        together = _together(own)
        row_of |= dict.fromkeys(together, TOGETHER + str(code))
        if together and not _is_enough(own.loc[together]):
            lost.append(str(code))
    if not lost:
        return Closed(row_of)
    sums = fewest.groupby(group, sort=True).sum()
    gone = _together(sums, lost)
    row_of |= {desa: TOGETHER for desa in fewest.index if desa[:KECAMATAN_LENGTH] in gone}
    return Closed(row_of, is_all=len(gone) == len(sums))


def _together(rows: pd.DataFrame, begun: list[str] | None = None) -> list[str]:
    """Return the small rows, or those ``begun`` with, and the smallest others until they are enough together; or all."""
    found = list(rows.index[(rows < LIMIT).any(axis=1)]) if begun is None else list(begun)
    left = rows.drop(index=found).sum(axis=1).sort_values(kind="stable").index.tolist()
    while found and left and not _is_enough(rows.loc[found]):
        found.append(left.pop(0))
    return found


def _is_enough(rows: pd.DataFrame) -> bool:
    return len(rows) >= _FEWEST and bool((rows.sum() >= LIMIT).all())
