"""Coverage gaps: how many poor families each program reaches, and how many it leaves out.

P = poor families (desil at or below the threshold), R = families that receive. Coverage = |P∩R| / |P|; exclusion error
(undercoverage) = |P∖R| / |P| and inclusion error (leakage) = |R∖P| / |R| after Cornia & Stewart (1993). A family
without desil is neither poor nor not poor: it is counted in ``families``, ``families_without_desil`` and ``recipients``
only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.errors import NoSuchPeriod
from data.programs import ALL, program_key
from data.settings import read_settings
from data.store import Store

COLUMNS = [
    "desa_code", "desa_name", "program", "period", "families", "families_without_desil", "poor_families", "served_poor",
    "unserved_poor", "served_nonpoor", "recipients", "recipients_unmatched", "overlap_families", "coverage_pct",
    "exclusion_pct", "inclusion_pct", "poor_per_km2", "recipients_per_km2", "area_km2", "priority_rank",
]  # fmt: skip
COUNTS = COLUMNS[4:13]


def coverage(counts: pd.DataFrame, *, period: str) -> pd.DataFrame:
    """Return the coverage of each desa and program.

    Parameters
    ----------
    counts
        One row per desa and program: ``desa_code``, ``desa_name``, ``program``, the counts of :data:`COUNTS`,
        ``area_km2`` (missing where there is no boundary). See ``data/sql/coverage/counts.sql``.
    period
        ``YYYY-MM``, written into the rows.

    Returns
    -------
    pandas.DataFrame
        One row per desa and program with :data:`COLUMNS`: shares ``…_pct`` in percent (0–100, missing where the
        denominator is 0), densities per km². ``priority_rank``: 1 = most poor families unserved, ties by exclusion
        error, then density of poor, then code; missing for a desa without poor families and for unknown desa.
    """
    table = counts.assign(
        period=period,
        coverage_pct=percent(counts["served_poor"], counts["poor_families"]),
        exclusion_pct=percent(counts["unserved_poor"], counts["poor_families"]),
        inclusion_pct=percent(counts["served_nonpoor"], counts["recipients"]),
        poor_per_km2=counts["poor_families"] / counts["area_km2"],
        recipients_per_km2=counts["recipients"] / counts["area_km2"],
    )
    return table.assign(priority_rank=_priority_rank(table))[COLUMNS]


def of_group(whole: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Return the coverage of a group of families: the rows of ``whole`` with the counts of the group.

    Parameters
    ----------
    whole
        :func:`coverage` of one program.
    counted
        The group's :func:`analytics.targeting.figures.figures` of the same program and period, by desa. A desa without
        any family of the group has ``families`` 0: there is nothing to tell of it.
    """
    told = counted.reindex(columns=COUNTS).reindex(whole["desa_code"]).fillna(0).astype(int)
    counts = whole.assign(**{name: told[name].to_numpy() for name in COUNTS})
    return coverage(counts, period=str(whole["period"].iloc[0]) if len(whole) else "")


def percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return ``part`` in percent of ``whole``; missing where the whole is 0: no data is not 0 %."""
    return 100.0 * part / whole.where(whole > 0).astype(float)


def _priority_rank(table: pd.DataFrame) -> pd.Series:
    ranked = table[(table["poor_families"] > 0) & (table["desa_code"] != "")]
    order = ranked.sort_values(
        ["unserved_poor", "exclusion_pct", "poor_per_km2", "desa_code"], ascending=[False, False, False, True]
    )
    return (order.groupby("program").cumcount() + 1).reindex(table.index).astype("Int64")


def total(table: pd.DataFrame) -> pd.Series:
    """Return the sums of one program over all desa, with the shares of the sums."""
    sums = dict(zip(COUNTS, table[COUNTS].to_numpy(dtype=float).sum(axis=0).tolist(), strict=True))
    shares = {
        "coverage_pct": _share(sums["served_poor"], sums["poor_families"]),
        "exclusion_pct": _share(sums["unserved_poor"], sums["poor_families"]),
        "inclusion_pct": _share(sums["served_nonpoor"], sums["recipients"]),
    }
    return pd.Series(sums | shares, dtype=float)


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else np.nan


def latest_period(store: Store) -> str:
    """Return the newest period with a list, ``""`` where there is none."""
    periods = store.frame("store/periods")["period"]
    return str(periods.iloc[0]) if len(periods) else ""


def read_coverage(store: Store, *, program: str | None = None, period: str | None = None) -> pd.DataFrame:
    """Return :func:`coverage` of what is in ``store``, for one program or all, for ``period`` or the newest.

    Raises
    ------
    UnknownProgram, NoSuchPeriod
    """
    key = _program_or_all(program) if program else None
    known = list(store.frame("store/periods")["period"])
    if period and period not in known:
        raise NoSuchPeriod(period=period, known=", ".join(known) or "belum ada")
    period = period or latest_period(store)
    poor_desil_max = read_settings(store)["poor_desil_max"]
    counts = store.frame("coverage/counts", period=period, poor_desil_max=poor_desil_max)
    if key and key not in set(counts["program"]):
        counts = _without_recipients(counts, key)
    table = coverage(counts, period=period)
    return table[table["program"] == key].reset_index(drop=True) if key else table


def _program_or_all(program: str) -> str:
    return ALL if program.strip().upper() == ALL else program_key(program)


def _without_recipients(counts: pd.DataFrame, program: str) -> pd.DataFrame:
    """Return the rows of a program that nobody receives."""
    nobody = dict.fromkeys(
        ["served_poor", "served_nonpoor", "recipients", "recipients_unmatched", "overlap_families"], 0
    )
    rows = counts[counts["program"] == ALL].assign(program=program, **nobody)
    return rows.assign(unserved_poor=rows["poor_families"])
