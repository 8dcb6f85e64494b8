"""Tables that leave the program: no spreadsheet runs anything in them, and they say when they are invented."""

from __future__ import annotations

import csv
import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from data.errors import OutputUnwritable
from data.export import csv_bytes, neutralise, write_whole, xlsx_bytes
from data.intake.read import read_sheets

FORMULAS = [
    "=1+1", "+62811", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", " =1", "\u00a0=1", "\ufeff=1", "|x",
    '=HYPERLINK("http://a.b","klik")', "＝1+1", "＠x", "-", "--", "\x00=1", "\x07@x",
]  # fmt: skip


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_rows(content, number=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(number).to_python()


@pytest.mark.parametrize("text", FORMULAS, ids=range(len(FORMULAS)))
def test_formulas_stay_text_in_csv_and_xlsx(text):
    frame = pd.DataFrame({"nama": [text, "ADI"]})
    for cell in (csv_rows(csv_bytes(frame))[1][0], sheet_rows(xlsx_bytes({"a": frame}))[1][0]):
        assert cell[0] == "'"
        assert "\x00" not in cell
        assert "\x07" not in cell


@pytest.mark.parametrize("text", ["ADI", "AL-AMIN", "O'BRIEN", "RT 3 = RW 2", "a@b.id", "Ha’uwai", "1+1", "'x", ""])
def test_plain_text_stays_as_it_is(text):
    frame = pd.DataFrame({"nama": [text, "x"]})
    assert csv_rows(csv_bytes(frame))[1][0] == text
    assert sheet_rows(xlsx_bytes({"a": frame}))[1][0] == text


@pytest.mark.parametrize("text", ["ADI;=1+1", "A\n=1", "A\r\n@x", "A;\t+1"])
def test_a_formula_behind_a_semicolon_is_none_either(text):
    """Excel in Indonesia splits at semicolons: what follows one would be a cell of its own."""
    cell = csv_rows(csv_bytes(pd.DataFrame({"nama": [text]})))[1][0]
    for part in cell.replace("\n", ";").replace("\r", ";").replace("\t", ";").split(";"):
        assert not part.strip().startswith(("=", "+", "@"))


def test_headers_of_foreign_files_are_neutralised_too():
    frame = pd.DataFrame([["x", "y"]], columns=["=1+1", "nama"])
    assert csv_rows(csv_bytes(frame))[0] == ["'=1+1", "nama"]
    assert sheet_rows(xlsx_bytes({"a": frame}))[0] == ["'=1+1", "nama"]


def test_numbers_stay_numbers_and_identity_numbers_text():
    frame = pd.DataFrame(
        {"nik": ["6311021708450011"], "n": pd.array([-5], dtype="Int64"), "x": [-2.5], "kosong": [np.nan], "ya": [True]}
    )
    assert csv_rows(csv_bytes(frame))[1] == ["6311021708450011", "-5", "-2.5", "", "True"]
    assert sheet_rows(xlsx_bytes({"a": frame}))[1] == ["6311021708450011", -5.0, -2.5, "", True]


def test_missing_values_are_empty_cells():
    frame = pd.DataFrame(
        {
            "a": ["x", None], "b": [None, None], "c": pd.array([1, pd.NA], dtype="Int64"), "d": [1.5, np.nan],
            "e": pd.Categorical(["=k", None]), "f": pd.Series(["x", pd.NA], dtype="str"),
            "g": [pd.Timestamp("2026-10-01"), pd.NaT],
        }
    )  # fmt: skip
    assert csv_rows(csv_bytes(frame))[1:] == [["x", "", "1", "1.5", "'=k", "x", "2026-10-01"], [""] * 7]
    assert sheet_rows(xlsx_bytes({"a": frame}))[1:] == [["x", "", 1.0, 1.5, "'=k", "x", dt.date(2026, 10, 1)]]


def test_objects_in_a_column_are_texts():
    frame = pd.DataFrame({"a": [["=1"], {"x": 1}, 5, -3]})
    assert csv_rows(csv_bytes(frame))[1:] == [["['=1']"], ["{'x': 1}"], ["5"], ["'-3"]]


@pytest.mark.parametrize("columns", [[], ["a"], ["a", "b"]])
def test_empty_tables(columns):
    frame = pd.DataFrame(columns=columns)
    assert csv_rows(csv_bytes(frame))[:1] == ([list(frame.columns)] if len(frame.columns) else [[]])
    assert xlsx_bytes({"a": frame})[:2] == b"PK"


def test_two_columns_of_one_name():
    frame = pd.DataFrame([["=1", "b"]], columns=["x", "x"])
    assert neutralise(frame).to_numpy().tolist() == [["'=1", "b"]]
    assert sheet_rows(xlsx_bytes({"a": frame}))[1] == ["'=1", "b"]


def test_a_demo_says_so_in_every_table():
    frame = pd.DataFrame({"desa": ["A", "B"]})
    assert csv_rows(csv_bytes(frame, is_demo=True)) == [
        ["desa", "keterangan"], ["A", "DATA CONTOH"], ["B", "DATA CONTOH"],
    ]  # fmt: skip
    content = xlsx_bytes({"satu": frame, "dua": frame}, is_demo=True)
    for number in (0, 1):
        assert sheet_rows(content, number) == [["DATA CONTOH"], ["desa"], ["A"], ["B"]]
    assert "DATA CONTOH" not in csv_bytes(frame).decode()


def test_an_empty_table_of_a_demo_says_so_too():
    assert b"DATA CONTOH" in csv_bytes(pd.DataFrame({"desa": []}), is_demo=True)


def test_the_mark_for_excel():
    frame = pd.DataFrame({"desa": ["é"]})
    assert csv_bytes(frame, for_excel=True).startswith(b"\xef\xbb\xbf")
    assert not csv_bytes(frame).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("title", ["x" * 40, "a/b", "a[b]*?:\\", "'a'", "", "Hauwai", "History"])
def test_any_title_of_a_sheet(title):
    """Names of desa and programs become sheets; Excel has its rules."""
    assert sheet_rows(xlsx_bytes({title: pd.DataFrame({"a": ["x"]})}))[1] == ["x"]


def test_two_titles_that_excel_takes_for_one():
    frame = pd.DataFrame({"a": ["x"]})
    content = xlsx_bytes({"Galumbang": frame, "GALUMBANG": frame, "x" * 31: frame, "x" * 32: frame})
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names) == 4


def test_what_goes_out_comes_in_again(tmp_path):
    """Text, digits and line breaks survive CSV and XLSX and our own reader."""
    frame = pd.DataFrame({"nik": ["6311021708450011", "0012"], "nama": ['A, "B"', "C\nD"], "desa": ["Ha’uwai", "é;x"]})
    for name, content in [("a.csv", csv_bytes(frame)), ("a.xlsx", xlsx_bytes({"a": frame}))]:
        (tmp_path / name).write_bytes(content)
        cells = read_sheets(tmp_path / name)[0].cells
        assert cells.to_numpy().tolist() == [list(frame.columns), *frame.to_numpy().tolist()]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6))
@example(["\r-", "a\r=1", "\r\n=1", " \r@x"])
def test_no_text_begins_a_formula(texts):
    frame = pd.DataFrame({"a": texts})
    for row in csv_rows(csv_bytes(frame))[1:]:
        assert not row or not row[0].lstrip(" \t\r\n\u00a0\ufeff\u200b").startswith(("=", "+", "-", "@"))
    for row in sheet_rows(xlsx_bytes({"a": frame}))[1:]:
        assert not str(row[0]).lstrip().startswith(("=", "+", "-", "@"))


# --- files ---------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lama")
    write_whole(path, b"baru")
    assert path.read_bytes() == b"baru"
    assert [item.name for item in tmp_path.iterdir()] == ["a.csv"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lama")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OutputUnwritable):
        write_whole(path, b"baru")
    assert path.read_bytes() == b"lama"
    assert [item.name for item in tmp_path.iterdir()] == ["a.csv"]


def test_places_where_nothing_can_be_written(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "tidak ada" / "a.csv", tmp_path / "folder"):
        with pytest.raises(OutputUnwritable):
            write_whole(path, b"x")
    assert [item.name for item in tmp_path.iterdir()] == ["folder"]
