"""How a screen writes numbers: what :mod:`geo.notation` gives, changes with their sign, columns of tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd

from geo.notation import (
    MISSING,
    clock,
    duration,
    kilograms,
    kilometres,
    local_day,
    long_date,
    month,
    number,
    percent,
    rupiah,
)

__all__ = [
    "MISSING", "change", "clock", "column", "duration", "kilograms", "kilometres", "local_day", "local_moment", "long_date", "month", "number",
    "percent", "rupiah",
]  # fmt: skip


def local_moment(at: dt.datetime) -> str:
    """Return a moment (UTC, as it is kept) on the clock of this machine ("21 November 2026 14.05")."""
    here = dt.datetime.fromtimestamp(at.replace(tzinfo=dt.UTC).timestamp(), dt.UTC).astimezone()
    return f"{long_date(here.date())} {here:%H.%M}"


def change(value: float | None, *, good: str = "") -> str | None:
    """Return a difference with its sign ("+12", "−3"), ``None`` where there is nothing to compare with."""
    if value is None or pd.isna(value):
        return None
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{number(abs(value))}{good}"


def column(decimals: int, unit: str = "") -> Callable[[float | None], str]:
    """Return a function that writes the cells of one column of numbers."""
    tail = f" {unit}" if unit else ""
    return lambda value: (text := number(value, decimals)) + ("" if text == MISSING else tail)
