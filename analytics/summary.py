"""What the camat must see in ten seconds: the gap, where it is worst, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.coverage import total


@dataclass(frozen=True, eq=False)
class Summary:
    """One program and period in a few figures.

    ``sums``: see :func:`analytics.coverage.total`. ``before``: the same for the period before, or ``None``. ``worst``:
    desa with unserved poor families, the most first (rows of the coverage table).
    """

    sums: pd.Series
    before: pd.Series | None
    worst: pd.DataFrame

    def change(self, name: str) -> float | None:
        """Return how much a sum has grown since the period before."""
        return None if self.before is None else float(self.sums[name] - self.before[name])


def summarise(table: pd.DataFrame, before: pd.DataFrame | None) -> Summary:
    """Return the summary of one program's coverage ``table`` against that of the period ``before``."""
    worst = table[table["unserved_poor"].gt(0) & table["priority_rank"].notna()].sort_values("priority_rank")
    return Summary(total(table), None if before is None or before.empty else total(before), worst)


def reasons(table: pd.DataFrame, worst: pd.DataFrame) -> pd.DataFrame:
    """Return ``worst`` with the reason a desa stands there.

    Parameters
    ----------
    table
        Coverage of all programs for the period.
    worst
        Rows of one program.

    Returns
    -------
    pandas.DataFrame
        ``worst`` with ``least_program`` (key of the program, SEMUA apart, with the lowest coverage there; missing where
        there is none) and ``least_coverage_pct``.
    """
    single = table[(table["program"] != "SEMUA") & table["coverage_pct"].notna()]
    lowest = single.sort_values(["coverage_pct", "program"]).drop_duplicates("desa_code").set_index("desa_code")
    return worst.assign(
        least_program=worst["desa_code"].map(lowest["program"]),
        least_coverage_pct=worst["desa_code"].map(lowest["coverage_pct"]),
    )
