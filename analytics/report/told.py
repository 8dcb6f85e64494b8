"""Coverage as it may be told to who sees figures only: the same frames, missing where a count is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.coverage import COUNTS, coverage
from analytics.report.counted import FAMILIES, NONPOOR, OVERLAP, POOR, RECIPIENTS, SERVED, UNSERVED, counted
from analytics.report.published import Solution
from analytics.report.sums import STRANGERS, WITHOUT_DESIL, told_sums
from analytics.suppression import TOTAL

_OF_PROGRAM = {
    "served_poor": SERVED, "unserved_poor": UNSERVED, "served_nonpoor": NONPOOR, "recipients": RECIPIENTS,
    "overlap_families": OVERLAP, "recipients_unmatched": STRANGERS,
}  # fmt: skip
_OF_FAMILIES = {"families": FAMILIES, "poor_families": POOR, "families_without_desil": WITHOUT_DESIL}


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of a period. ``every``: its coverage, as it is; ``solved``: what of it may be told."""

    every: pd.DataFrame
    solved: Solution

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """As :func:`analytics.coverage.coverage`, desa with families only; counts and shares missing where hidden."""
        shown = self.solved.shown.astype(float)
        rows = self.every[self.every["desa_code"].isin(shown.index)].reset_index(drop=True)
        parts = [self._of_program(str(key), own, shown) for key, own in rows.groupby("program", sort=False)]
        return coverage(pd.concat(parts), period=self.solved.known.period).reset_index(drop=True)

    def _of_program(self, key: str, rows: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
        names = _OF_FAMILIES | {count: self.solved.column(key, what) for count, what in _OF_PROGRAM.items()}
        own = shown.reindex(rows["desa_code"])
        return rows.assign(**{
            count: own[name].to_numpy() if name in own else np.nan for count, name in names.items()
        })  # fmt: skip

    @cached_property
    def _sums(self) -> pd.Series:
        sums = told_sums(self.every, counted(self.every, self.solved.known.period))
        return pd.concat([self.solved.shown.loc[TOTAL], sums]).astype(float)

    def total(self, program: str) -> pd.Series:
        """Return the sums of a program over all desa, as :func:`analytics.coverage.total`; missing where hidden."""
        names = _OF_FAMILIES | {count: self.solved.column(program, what) for count, what in _OF_PROGRAM.items()}
        found = self._sums
        sums = {count: float(found.get(names[count], np.nan)) for count in COUNTS}

        def share(part: str, whole: str) -> float:
            return 100.0 * sums[part] / sums[whole] if sums[whole] else np.nan

        return pd.Series(sums | {
            "coverage_pct": share("served_poor", "poor_families"),
            "exclusion_pct": share("unserved_poor", "poor_families"),
            "inclusion_pct": share("served_nonpoor", "recipients"),
        }, dtype=float)  # fmt: skip

    @property
    def desa(self) -> list[str]:
        """The desa with families, those that nothing is told of too."""
        return list(self.solved.known.is_sum.index[~self.solved.known.is_sum.astype(bool)])

    @property
    def is_all_hidden(self) -> bool:
        """Whether nothing at all may be told."""
        return bool(self.solved.known.is_hidden.to_numpy().all())
