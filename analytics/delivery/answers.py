"""The answer that the page of hand-overs gives: how many have received, who is late, what is still in hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analytics.delivery.lateness import late_count


@dataclass(frozen=True)
class Answer:
    """Figures of one month. ``received_pct``: of ``family_count``, ``None`` where nobody is to receive."""

    received_count: int
    family_count: int
    received_pct: float | None
    late_count: int
    in_hand_count: int


def answer_of(standing: pd.DataFrame, parcels: pd.DataFrame | None, *, today: dt.date) -> Answer:
    """Return the answer.

    Parameters
    ----------
    standing
        See :func:`analytics.delivery.lateness.late_desa`: a family counts once for each of its programs.
    parcels
        Of the plan in sight: ``driven_on, in_hand``; a parcel counts as in hand from the day of its trip on.
    today
        The day that counts as now.
    """
    received, every = int(standing["received_count"].sum()), int(standing["family_count"].sum())
    out = 0
    if parcels is not None and len(parcels):
        out = int(((parcels["in_hand"] > 0) & (parcels["driven_on"] <= pd.Timestamp(today))).sum())
    share = 100 * received / every if every else None
    return Answer(received, every, share, late_count(standing), out)


def progress_of(parcels: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how far the recording of trips or stops is: index ``by``, ``parcel_count``, ``open_count`` (in hand)."""
    rows = parcels.assign(is_open=parcels["in_hand"] > 0)
    return rows.groupby(by, sort=False).agg(parcel_count=("is_open", "size"), open_count=("is_open", "sum"))


def complete_share(checklist: pd.DataFrame) -> tuple[int, int, float | None]:
    """Return how many documents are there, how many are needed, and the share in percent (``None`` of nothing)."""
    there, needed = int(checklist["is_there"].sum()), len(checklist)
    return there, needed, 100 * there / needed if needed else None
