"""Sentences of a report, each computed from its figures."""

from __future__ import annotations

import pandas as pd

from data.programs import ALL, program_label
from geo.notation import MISSING, number, percent

NAME_LENGTH = 48
"""Characters of a name in a sentence; the longest desa of Indonesia have some 40."""


def gap(sums: pd.Series, program: str, *, missing: str = MISSING) -> str:
    """Return how many poor families a program leaves out, with the share (see :func:`analytics.coverage.total`).

    ``missing``: what stands for a count that there is not.
    """
    what = "bantuan apa pun" if program == ALL else program_label(program)
    told = percent(sums["exclusion_pct"])
    share = "" if told == MISSING else f" ({told})"
    unserved, poor = (number(sums[key]).replace(MISSING, missing) for key in ("unserved_poor", "poor_families"))
    return f"{unserved} dari {poor} keluarga miskin belum menerima {what}{share}"


def change(value: float | None, unit: str = "") -> str:
    """Return a change in words: "naik 12", "turun 3", "tidak berubah"; "" where nothing is known to compare with."""
    if value is None or pd.isna(value):
        return ""
    if value == 0:
        return "tidak berubah"
    tail = f" {unit}" if unit else ""
    return f"{'naik' if value > 0 else 'turun'} {number(abs(value))}{tail}"


def short(name: str) -> str:
    """Return a name as a sentence carries it: cut where a file calls a desa by a whole paragraph."""
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1].rstrip()}…"


def listed(names: pd.Series, counts: pd.Series, *, most: int = 3) -> str:
    """Return the first few with their figures: "Uren (57), Mamigang (46)"."""
    pairs = zip(names.head(most), counts.head(most), strict=True)
    return ", ".join(f"{short(name)} ({number(count)})" for name, count in pairs)


def some(names: pd.Series, most: int = 6) -> str:
    """Return the first few names and how many there are more: "Uren, Mamigang, dan 3 lainnya"."""
    told = ", ".join(map(short, names.head(most)))
    return f"{told}, dan {len(names) - most} lainnya" if len(names) > most else told


def signed(value: float, decimals: int = 2) -> str:
    """Return a figure that may be below zero: "−0,40"."""
    told = number(None if pd.isna(value) else abs(value), decimals)
    return told if pd.isna(value) or value >= 0 else f"−{told}"


def between(low: float, high: float, decimals: int = 2) -> str:
    """Return an interval: "selang 95 %: −0,42 sampai −0,39"; "" where there is none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"selang 95 %: {signed(low, decimals)} sampai {signed(high, decimals)}"
