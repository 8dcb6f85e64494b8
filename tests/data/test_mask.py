"""What is shown of numbers and names: enough to find the row in a file, too little to use."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_worlds import csv_file, families_of, family, kk, nik, recipient, recipients_of

from data.intake.load import load_files
from data.issues import read_issues
from data.mask import mask_inside, mask_name, mask_number
from data.store import Store

SEPARATORS = st.sampled_from(["", ".", " ", "-", "'", "’", "/", ", ", "\u00a0", "\t", "·", "::"])


def one(mask, text):
    return mask(pd.Series([text], dtype="str")).iloc[0]


def digits(text):
    return len(re.findall(r"[0-9]", text))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("6311021708450011", "631102********11"), ("63110217084500", "631102******00"), ("123456789", "123456*89"),
        ("12345678", "********"), ("1", "*"), ("", ""), ("63110217O8450011", "631102********11"),
    ],
)  # fmt: skip
def test_numbers(number, shown):
    assert one(mask_number, number) == shown


def test_missing_numbers_are_empty():
    assert mask_number(pd.Series([None, float("nan"), "6311021708450011"], dtype="object")).tolist() == [
        "", "", "631102********11",
    ]  # fmt: skip
    assert mask_number(pd.Series([], dtype="str")).tolist() == []


@given(st.text(max_size=40))
def test_never_more_than_eight_characters_of_a_number(number):
    shown = one(mask_number, number)
    assert len(shown.replace("*", "")) <= 8
    assert digits(shown) <= 8
    assert len(shown) == len(number)


@given(st.integers(0, 10**16 - 1), st.lists(SEPARATORS, min_size=15, max_size=15), st.text("ABC xyz", max_size=9))
def test_a_number_in_free_text_is_starred_whatever_stands_between_its_digits(number, between, around):
    written = "".join(digit + gap for digit, gap in zip(f"{number:016d}", [*between, ""], strict=True))
    shown = one(mask_inside, f"{around} {written} {around}")
    assert digits(shown) == 0
    assert shown.startswith(f"{around} ")


@pytest.mark.parametrize("text", ["RT 03 RW 02", "2026-10-01", "-2.216512", "115.670733", "Dusun 1", "200000", "115,6"])
def test_short_numbers_in_free_text_stay(text):
    assert one(mask_inside, text) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("SITI JANNAH", "S*** J*****"), ("Ju'uh", "J****"), ("", ""), ("A", "A"), ("  ADI  ", "  A**  "),
        ("<img src=x onerror=alert(1)>", "<*** s**** o***************"), ("é" * 3, "é**"), ("X" * 100, "X" + "*" * 39),
    ],
)  # fmt: skip
def test_names(name, shown):
    assert one(mask_name, name).rstrip("*") == shown.rstrip("*")
    assert len(one(mask_name, name)) <= 40


@given(st.text(max_size=60))
def test_of_each_word_of_a_name_one_letter_at_most(name):
    shown = one(mask_name, name)
    assert all(len(word.replace("*", "")) <= 1 for word in shown.split())


def test_no_issue_shows_a_whole_number(tmp_path):
    """Numbers in every spelling, in the columns for them and in the wrong ones."""
    number = nik(1)
    dotted, lettered = f"{number[:2]}.{number[2:4]}.{number[4:]}", f"{number[:8]}A{number[9:]}"
    spelled = [number, dotted, lettered, f"'{number}x", number[:15]]
    families = [family(n, nik=text, nama=f"<b>{number}", dusun=number, desil=text) for n, text in enumerate(spelled, 1)]
    lists = [recipient(n, nik=text, no_kk=text, jumlah=f"Rp {text}") for n, text in enumerate(spelled, 1)]
    store = Store.open(tmp_path / "a.duckdb")
    load_files(
        store,
        [families_of(csv_file(tmp_path / "a.csv", families)), recipients_of(csv_file(tmp_path / "b.csv", lists))],
    )
    issues = read_issues(store)
    store.close()
    assert len(issues) > 10
    for column in ("key", "value", "message"):
        for text in issues[column]:
            assert max((digits(run) for run in re.findall(r"[0-9][0-9.A ']*", text)), default=0) <= 8, (column, text)


def test_the_key_of_an_issue_leads_to_its_row(tmp_path):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", [family(1, desil="x")]))])
    masked, open_ = read_issues(store), read_issues(store, is_masked=False)
    store.close()
    assert open_["key"].tolist() == [kk(1)]
    assert masked["key"].tolist() == [f"{kk(1)[:6]}********{kk(1)[-2:]}"]
