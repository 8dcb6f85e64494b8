"""From text to values: what offices write, read as meant or not at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.intake.values import date, decimal, identity_digits, integer, parse, rupiah, sex


def one(parser, text):
    value = parser(pd.Series([text], dtype="str")).iloc[0]
    return None if pd.isna(value) else value


@pytest.mark.parametrize(
    "written",
    [
        "6311021708450011", "63.11.02.170845.0011", "'6311021708450011", "’6311021708450011", "6311 0217 0845 0011",
        "6311-0217-0845-0011", '"6311021708450011"', "\u200b6311021708450011\u00a0", "6311021708450011.0",
        "6311021708450011,00", "\ufeff6311021708450011",
    ],
)  # fmt: skip
def test_spellings_of_one_nik(written):
    assert one(identity_digits, written) == "6311021708450011"


@pytest.mark.parametrize("written", ["6311O21708450011", "6,31102E+15", "63/11", "٦٣١١٠٢"])
def test_what_is_no_number_stays_what_it_is(written):
    assert one(identity_digits, written) == written


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("-2.216512", -2.216512), ("-2,216512", -2.216512), ("+115.5", 115.5), ("\u22122.5", -2.5), (" 4 ", 4),
        ("115.", 115), ("", None), ("-", None), ("2.216.512", None), ("2°12'S", None), ("1e5", None), ("nan", None),
        ("inf", None), ("٢", None), ("0x10", None), ("1_000", None),
    ],
)  # fmt: skip
def test_decimals(written, value):
    assert one(decimal, written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [("4", 4), ("4.0", 4), ("4,0", 4), ("04", 4), ("-1", -1), ("4.5", None), ("empat", None), ("", None),
     ("4 org", None), ("9" * 15, 999_999_999_999_999), ("9" * 16, None), ("9" * 30, None), ("9" * 400, None)],
)  # fmt: skip
def test_whole_numbers(written, value):
    """Numbers that no integer of the store holds are no numbers; they do not stop the load."""
    assert one(integer, written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("200000", 200_000), ("200.000", 200_000), ("Rp 200.000,00", 200_000), ("Rp. 200.000,-", 200_000),
        ("rp200.000", 200_000), ("1.200.000", 1_200_000), ("200,000", 200_000), ("200,000.00", 200_000),
        ("IDR 1,200,000", 1_200_000), ("200000,00", 200_000), ("200000.0", 200_000), ("200 000", 200_000),
        ("0", 0), ("", None), ("dua ratus ribu", None), ("200rb", None), ("2.00", 2), ("2.000.00", None),
        ("9" * 30, None),
    ],
)  # fmt: skip
def test_amounts(written, value):
    """Points and commas group or divide; "200,000" is two hundred thousand, in either country."""
    assert one(rupiah, written) == value


@given(st.integers(0, 10**12))
def test_an_amount_is_read_back_however_it_is_grouped(amount):
    grouped = f"{amount:,}"
    for written in (str(amount), grouped, grouped.replace(",", "."), f"Rp {grouped.replace(',', '.')},00"):
        assert one(rupiah, written) == amount


@given(st.floats(-180, 180).map(lambda value: round(value, 7)))
def test_a_coordinate_is_read_back_with_point_or_comma(value):
    written = np.format_float_positional(value, trim="-")
    assert one(decimal, written) == value
    assert one(decimal, written.replace(".", ",")) == value


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_is_parsed_without_complaint(texts):
    frame = pd.DataFrame({name: pd.Series(texts, dtype="str") for name in ("nik", "no_kk", "lon", "lat", "desil")})
    parsed = parse(frame)
    assert len(parsed) == len(texts)
    assert str(parsed["desil_value"].dtype) == "Int64"


def test_fields_a_file_lacks_are_empty():
    parsed = parse(pd.DataFrame({"nik": pd.Series(["1"], dtype="str")}))
    assert parsed.loc[0, "no_kk_digits"] == ""
    assert parsed[["lon_value", "desil_value", "amount_idr_value"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-31", "2026-10-31"), ("31/10/2026", "2026-10-31"), ("31-10-2026", "2026-10-31"),
        ("31.10.2026", "2026-10-31"), ("31 Oktober 2026", "2026-10-31"), ("1 mei 2026", "2026-05-01"),
        ("2026-10-31 00:00:00", "2026-10-31"), ("10/31/2026", None), ("2027-13-45", None), ("29/02/2025", None),
        ("kemarin", None), ("", None),
    ],
)  # fmt: skip
def test_dates_as_offices_write_them(written, meant):
    found = date(pd.Series([written]))[0]
    assert pd.isna(found) if meant is None else found == pd.Timestamp(meant)


def test_sexes_as_offices_write_them():
    written = pd.Series(["L", "laki-laki", "1", "P", "Perempuan", "2", "wanita", "", "x"])
    assert sex(written).fillna("?").tolist() == ["L", "L", "L", "P", "P", "P", "P", "?", "?"]
