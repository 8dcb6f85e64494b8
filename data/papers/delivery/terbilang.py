"""Amounts, measures and dates in Indonesian words, as they stand in a berita acara."""

from __future__ import annotations

import datetime as dt
import math

from geo.notation import MONTHS

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_STEPS = (
    (10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"),
)  # fmt: skip
_TEENS, _TENS = 12, 20


def terbilang(value: int) -> str:
    """Return a whole number in words.

    >>> terbilang(1_111), terbilang(2_026), terbilang(1_001_000)
    ('seribu seratus sebelas', 'dua ribu dua puluh enam', 'satu juta seribu')
    """
    if value < 0:
        return f"minus {terbilang(-value)}"
    if value < _TEENS:
        return _ONES[value]
    if value < _TENS:
        return f"{_ONES[value - 10]} belas"
    for step, name in _STEPS:
        if value >= step:
            many, rest = divmod(value, step)
            # "seratus" and "seribu" are one word; "satu juta" is two, and so is the thousand within "satu juta seribu"
            told = f"se{name}" if many == 1 and step <= 1000 else f"{terbilang(many)} {name}"  # noqa: PLR2004
            return _and(told, rest)
    tens, rest = divmod(value, 10)
    return _and(f"{_ONES[tens]} puluh", rest)


def _and(told: str, rest: int) -> str:
    return f"{told} {terbilang(rest)}" if rest else told


def rupiah(amount_idr: float) -> str:
    """Return "sembilan juta rupiah"; cents are rounded."""
    return f"{terbilang(round(amount_idr))} rupiah"


def kilograms(load_kg: float) -> str:
    """Return "dua belas koma lima kilogram": one decimal, as it is printed in figures."""
    tenths = round(load_kg * 10)
    whole, rest = divmod(tenths, 10)
    return f"{terbilang(whole)} koma {_ONES[rest]} kilogram" if rest else f"{terbilang(whole)} kilogram"


def day_name(day: dt.date) -> str:
    """Return "Sabtu"."""
    return DAYS[day.weekday()]


def date_in_words(day: dt.date) -> str:
    """Return "Sabtu tanggal dua puluh delapan bulan November tahun dua ribu dua puluh enam"."""
    return f"{day_name(day)} tanggal {terbilang(day.day)} bulan {MONTHS[day.month - 1]} tahun {terbilang(day.year)}"


def sentence_case(words: str) -> str:
    """Return words with a capital first letter, as amounts in words are written between brackets."""
    return words[:1].upper() + words[1:]


def is_amount(value: float | None) -> bool:
    """Return whether there is an amount at all."""
    return value is not None and not math.isnan(value) and value > 0
