"""How numbers, dates and measures are written: 1.234,5 · 12 km · 3 jam 20 mnt · 21 November 2026."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pandas as pd

MISSING = "–"
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_SWAP = str.maketrans({",": ".", ".": ","})


def number(value: float | None, decimals: int = 0) -> str:
    """Return 1234.5 as "1.234,5"; "–" where there is no number."""
    if value is None or pd.isna(value) or math.isinf(value):
        return MISSING
    return f"{value:,.{decimals}f}".translate(_SWAP)


def percent(value: float | None, decimals: int = 1) -> str:
    """Return 24.54 (already in percent) as "24,5 %"."""
    text = number(value, decimals)
    return text if text == MISSING else f"{text} %"


def kilometres(distance_m: float | None) -> str:
    """Return metres as "12 km", below 10 km as "1,2 km"."""
    if distance_m is None or pd.isna(distance_m):
        return MISSING
    km = distance_m / 1000
    return f"{number(km, 0 if km >= 10 else 1)} km"  # noqa: PLR2004  the rule of the docstring


def duration(minutes: float | None) -> str:
    """Return minutes as "3 jam 20 mnt"."""
    if minutes is None or pd.isna(minutes):
        return MISSING
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} jam {rest} mnt" if hours else f"{rest} mnt"


def kilograms(load_kg: float | None) -> str:
    """Return kilograms as "1.250 kg"."""
    text = number(load_kg)
    return text if text == MISSING else f"{text} kg"


def long_date(day: dt.date) -> str:
    """Return a date as "21 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month(period: str) -> str:
    """Return "2026-10" as "Oktober 2026"; "" stays "belum ada periode"."""
    if not period:
        return "belum ada periode"
    year, number_of_month = period.split("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}"


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
