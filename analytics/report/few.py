"""Indicators of monev as they may be told to who sees figures only: on the page and in reports the same."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.monev.complaints import Published
from analytics.monev.measures import COMPLETE, IN_TIME, OF_COVERAGE
from analytics.monev.performance import published_values
from analytics.monev.windows import QUARTER, label_of
from analytics.report.delivered import told_sums
from analytics.report.told import Told
from data.programs import ALL

COUNTS_OF: Mapping[str, tuple[str, str]] = {
    "cakupan": ("served_poor", "poor_families"),
    "belum_terlayani": ("unserved_poor", "poor_families"),
    "tidak_tepat": ("served_nonpoor", "recipients"),
}
"""Measure of coverage → its part and its whole."""
_NOTHING = (np.nan, np.nan, np.nan)


def told_values(
    values: pd.DataFrame, period: str, *, told: Told | None, standing: pd.DataFrame, complaints: Published | None
) -> pd.DataFrame:
    """Return :func:`analytics.monev.performance.measure_all` of a month without what tells a small count.

    ``told``: what is told of its coverage, ``None`` where there is no list; ``standing``: how far its delivery is;
    ``complaints``: what is told of them, ``None`` where there are none.
    """
    shown = published_values(values)
    if told is not None:
        sums = told.total(ALL)
        for key in OF_COVERAGE:
            shown.loc[key] = _value(*(sums[name] for name in COUNTS_OF[key]))
        parcels = told_sums(standing, told) if values.loc[COMPLETE, "whole"] > 0 else None
        if values.loc[COMPLETE, "whole"] > 0:
            shown.loc[COMPLETE] = _NOTHING if parcels is None else _value(parcels["part"], parcels["whole"])
    if complaints is not None and values.loc[IN_TIME, "whole"] > 0:
        quarter = label_of(pd.Series([pd.Timestamp(f"{period}-01")]), QUARTER).iloc[0]
        counts = complaints.quarters.reindex([quarter]).astype(float).iloc[0]
        shown.loc[IN_TIME] = _value(counts["in_time_count"], counts["judged_count"])
    return shown


def _value(part: float, whole: float) -> tuple[float, float, float]:
    """Return part, whole and share; nothing where one of the counts is hidden."""
    if pd.isna(part) or pd.isna(whole):
        return _NOTHING
    return float(part), float(whole), 100.0 * part / whole if whole else np.nan


def coverage_by_desa(told: Told, key: str) -> pd.DataFrame:
    """Return a measure of coverage desa by desa: ``desa_code, desa_name, part, whole, value``."""
    rows = told.coverage[told.coverage["program"] == ALL]
    part, whole = (rows[name] for name in COUNTS_OF[key])
    return as_told(rows[["desa_code", "desa_name"]].assign(part=part, whole=whole))


def only_told(rows: pd.DataFrame, counts: pd.DataFrame | None) -> pd.DataFrame:
    """Return rows of desa with those of their counts that are told; ``counts``: index code, ``part, whole``; ``None``: none."""
    known = pd.DataFrame(columns=["part", "whole"]) if counts is None else counts
    own = known.reindex(rows["desa_code"])
    return as_told(rows.assign(part=own["part"].to_numpy(), whole=own["whole"].to_numpy()))


def as_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their ``value``, the share in percent; where a count is hidden neither count is told."""
    counts = rows[["part", "whole"]].astype("Float64")
    counts = counts.mask(counts.isna().any(axis=1))
    share = 100.0 * counts["part"] / counts["whole"].mask(counts["whole"] == 0)
    return rows.assign(part=counts["part"], whole=counts["whole"], value=share.astype(float))
