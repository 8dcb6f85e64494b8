"""Numbers in words, as they are read aloud: every step at its edges, and back again for any number."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.papers.delivery import terbilang
from data.papers.delivery.terbilang import date_in_words
from data.papers.delivery.terbilang import terbilang as words

ONES = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
STEPS = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0, "nol"), (1, "satu"), (9, "sembilan"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"),
        (19, "sembilan belas"), (20, "dua puluh"), (21, "dua puluh satu"), (99, "sembilan puluh sembilan"),
        (100, "seratus"), (101, "seratus satu"), (110, "seratus sepuluh"), (111, "seratus sebelas"),
        (200, "dua ratus"), (999, "sembilan ratus sembilan puluh sembilan"), (1000, "seribu"),
        (1001, "seribu satu"), (1100, "seribu seratus"), (1111, "seribu seratus sebelas"), (2000, "dua ribu"),
        (2026, "dua ribu dua puluh enam"), (10_000, "sepuluh ribu"), (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"), (100_000, "seratus ribu"), (101_000, "seratus satu ribu"),
        (111_000, "seratus sebelas ribu"), (300_000, "tiga ratus ribu"), (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"), (1_200_000, "satu juta dua ratus ribu"), (10**9, "satu miliar"),
        (10**12, "satu triliun"), (10**12 + 1000, "satu triliun seribu"), (-5, "minus lima"),
    ],
)  # fmt: skip
def test_numbers_in_words(value, told):
    assert words(value) == told


def back(told: str) -> int:
    """The number that words mean, read from left to right by another rule than they were made by."""
    total = group = digit = 0
    for word in told.replace("seratus", "satu ratus").replace("sepuluh", "satu puluh").replace(
        "sebelas", "satu belas"
    ).replace("seribu", "satu ribu").split():  # fmt: skip
        if word in ONES:
            digit = ONES.index(word)
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in {"puluh", "ratus"}:
            group, digit = group + digit * (10 if word == "puluh" else 100), 0
        else:
            total, group, digit = total + (group + digit) * STEPS[word], 0, 0
    return total + group + digit


@given(st.integers(1, 10**18 - 1))
def test_words_mean_the_number(value):
    assert back(words(value)) == value
    assert "satu ratus" not in words(value)
    assert "satu puluh" not in words(value)


def test_amounts_and_measures():
    assert terbilang.rupiah(9_000_000) == "sembilan juta rupiah"
    assert terbilang.rupiah(1234.5 - 0.6) == "seribu dua ratus tiga puluh empat rupiah"
    assert terbilang.kilograms(12.5) == "dua belas koma lima kilogram"
    assert terbilang.kilograms(1200) == "seribu dua ratus kilogram"
    assert terbilang.kilograms(0.1 + 0.2) == "nol koma tiga kilogram"
    assert terbilang.sentence_case("seratus") == "Seratus"


def test_a_date_in_words():
    """28 November 2026 is a Saturday."""
    assert date_in_words(dt.date(2026, 11, 28)) == (
        "Sabtu tanggal dua puluh delapan bulan November tahun dua ribu dua puluh enam"
    )
    assert date_in_words(dt.date(2027, 1, 1)) == "Jumat tanggal satu bulan Januari tahun dua ribu dua puluh tujuh"
