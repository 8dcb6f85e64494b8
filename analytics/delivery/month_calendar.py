"""One month day by day: what is due, planned, delivered, closed."""

from __future__ import annotations

import pandas as pd

COLUMNS = (
    "due_programs", "planned_trip_count", "planned_family_count", "delivered_family_count", "failed_family_count",
    "closed_trip_count",
)  # fmt: skip


def calendar_of(period: str, *, due: pd.DataFrame, trips: pd.DataFrame, handed: pd.DataFrame) -> pd.DataFrame:
    """Return the days of a month.

    Parameters
    ----------
    period
        ``YYYY-MM``.
    due
        ``program, due_on``: one row per program that is due on a day.
    trips
        ``driven_on, family_count, is_closed``: one row per trip of the plans that are driven.
    handed
        ``on_date, kind, family_count``: one row per day and kind of event (diserahkan, gagal …).

    Returns
    -------
    pandas.DataFrame
        Index: every day of the month, from the first to the last; :data:`COLUMNS`. ``due_programs``: keys, joined by
        ";". A trip counts on the day it is driven, also as closed.
    """
    first = pd.Timestamp(f"{period}-01")
    days = pd.date_range(first, first + pd.offsets.MonthEnd(0), freq="D")
    of_due = due.assign(day=pd.to_datetime(due["due_on"])).sort_values("program")
    driven = trips.assign(day=pd.to_datetime(trips["driven_on"]), is_closed=trips["is_closed"].astype(int))
    by_day = driven.groupby("day")
    given = handed.assign(day=pd.to_datetime(handed["on_date"]))
    made = pd.DataFrame(
        {
            "due_programs": of_due.groupby("day")["program"].agg(";".join),
            "planned_trip_count": by_day.size(),
            "planned_family_count": by_day["family_count"].sum(),
            "delivered_family_count": given[given["kind"] == "diserahkan"].groupby("day")["family_count"].sum(),
            "failed_family_count": given[given["kind"] == "gagal"].groupby("day")["family_count"].sum(),
            "closed_trip_count": by_day["is_closed"].sum(),
        }
    ).reindex(days)
    counts = made[list(COLUMNS[1:])].astype("Float64").fillna(0).astype(int)
    return counts.assign(due_programs=made["due_programs"].astype(object).fillna(""))[list(COLUMNS)]
