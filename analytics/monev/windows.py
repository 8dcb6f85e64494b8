"""Stretches of time that monev looks at: a month, its quarter, its year."""

from __future__ import annotations

import datetime as dt

import pandas as pd

MONTH, QUARTER, YEAR, EVER = "bulan", "triwulan", "tahun", "semua"
UNITS = {MONTH: "Bulan", QUARTER: "Triwulan", YEAR: "Tahun", EVER: "Semua"}
"""Stretch → what screens call it."""
_CODES = {MONTH: "M", QUARTER: "Q", YEAR: "Y"}


def window(period: str, unit: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the month ``YYYY-MM``, or of the quarter or year that holds it.

    >>> window("2026-10", "triwulan")
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    if unit == EVER or not period:
        return dt.date(1900, 1, 1), dt.date(2999, 12, 31)
    held = pd.Period(period, "M").asfreq(_CODES[unit])
    return held.start_time.date(), held.end_time.date()


def within(rows: pd.DataFrame, first: dt.date, last: dt.date, column: str = "on_date") -> pd.DataFrame:
    """Return the rows dated from ``first`` to ``last``, both included; undated ones only where all time is asked."""
    days = pd.to_datetime(rows[column])
    is_ever = first.year < 1901 and last.year > 2998  # noqa: PLR2004  as window() says "semua"
    return rows if is_ever else rows[days.between(pd.Timestamp(first), pd.Timestamp(last))]


def label_of(days: pd.Series, unit: str) -> pd.Series:
    """Return the month ("2026-10"), quarter ("2026-T4") or year ("2026") of each day; missing where there is no day."""
    held = pd.to_datetime(days).dt.to_period(_CODES[unit]).astype("str").replace("NaT", pd.NA)
    return held.str.replace("Q", "-T") if unit == QUARTER else held
