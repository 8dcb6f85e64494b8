"""How numbers, dates and measures are written in Indonesia: 1.234,5 · 12 km · 3 jam 20 mnt · 21 November 2026.

On the lowest floor because sentences are made on each: findings of a layer, headlines of a plan, screens.
"""

from __future__ import annotations

import datetime as dt
import math

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


def clock(text: str | None) -> str:
    """Return "07:30" as a reader writes it: "07.30"; "" where there is no time."""
    return text.replace(":", ".") if isinstance(text, str) else ""


def kilograms(load_kg: float | None) -> str:
    """Return kilograms as "1.250 kg"."""
    text = number(load_kg)
    return text if text == MISSING else f"{text} kg"


def rupiah(amount_idr: float | None) -> str:
    """Return an amount as "Rp 1.250.000"."""
    text = number(amount_idr)
    return text if text == MISSING else f"Rp {text}"


def long_date(day: dt.date) -> str:
    """Return a date as "21 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month(period: str) -> str:
    """Return "2026-10" as "Oktober 2026"; "" stays "belum ada periode"."""
    if not period:
        return "belum ada periode"
    year, number_of_month = period.split("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}"


def local_day(at: dt.datetime) -> dt.date:
    """Return the day of a moment (UTC, as it is kept) on the clock of this machine."""
    seconds = at.replace(tzinfo=dt.UTC).timestamp()  # pandas' own moments know no local clock
    return dt.datetime.fromtimestamp(seconds, dt.UTC).astimezone().date()
