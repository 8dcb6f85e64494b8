"""Dusun, RT and RW out of an address."""

from __future__ import annotations

import pandas as pd
import pytest

from data.intake.address import fill_from_address, parts_of


@pytest.mark.parametrize(
    ("written", "dusun", "rt", "rw"),
    [
        ("DUSUN 2 RT 003 RW 002", "Dusun 2", "003", "002"),
        ("Dusun 2", "Dusun 2", "", ""),
        ("Dsn. Liang Buluh, RT/RW 3/2", "Dusun Liang Buluh", "3", "2"),
        ("JL. MERDEKA NO 5 RT.003/RW.002", "", "003", "002"),
        ("RT 003/002 DESA UREN", "", "003", "002"),
        ("Anak Desa Mayanau RT:04", "Anak Desa Mayanau", "04", ""),
        ("Lingkungan II Rt. 7 Kec. Halong", "Lingkungan Ii", "7", ""),
        ("BERTEMPAT DI PASAR", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_an_address_says(written, dusun, rt, rw):
    assert parts_of(pd.Series([written], dtype="str")).iloc[0].tolist() == [dusun, rt, rw]


def test_columns_of_their_own_stay():
    frame = pd.DataFrame(
        {"address": ["DUSUN 2 RT 1 RW 2"] * 2, "dusun": ["Lain", ""], "rt": ["9", ""], "rw": ["", "8"]}
    )
    filled = fill_from_address(frame.astype("str"))
    assert filled[["dusun", "rt", "rw"]].to_numpy().tolist() == [["Lain", "9", "2"], ["Dusun 2", "1", "8"]]


def test_a_column_of_both_numbers():
    frame = pd.DataFrame({"rt_rw": ["003/002", "3", "RT 4 / RW 5", ""], "rt": "", "rw": ""}).astype("str")
    filled = fill_from_address(frame)[["rt", "rw"]]
    assert filled.to_numpy().tolist() == [["003", "002"], ["3", ""], ["4", "5"], ["", ""]]
