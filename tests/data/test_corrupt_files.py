"""Files that would break a reader: refused in one sentence, quickly and with nothing changed, or read rightly."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from itertools import pairwise

import pytest
import xlsxwriter
from intake_worlds import csv_file, families_of, family, kk, xlsx_file

from data.errors import (
    ColumnsMissing,
    FileEmpty,
    FileKindUnknown,
    FileTooLarge,
    FileUnreadable,
    QuoteOpen,
    TooManyColumns,
)
from data.intake import cells, read
from data.intake.load import load_files
from data.intake.read import read_sheets
from data.messages import sentence
from data.store import Store
from geo.errors import PetasalurError
from geo.progress import silent, split, tell_while

HEADER = ["no_kk", "nik", "nama", "desil"]
ROW = [kk(1), "", "ADI", "3"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with two families."""
    folder = tmp_path_factory.mktemp("kantor")
    opened = Store.open(folder / "kantor.duckdb")
    load_files(opened, [families_of(csv_file(folder / "mula.csv", [family(1), family(2)]))])
    yield opened
    opened.close()


def content_of(path, *sheets, **options):
    """A workbook whose first sheet is written by hand."""
    with xlsxwriter.Workbook(path, options) as book:
        for fill in sheets:
            fill(book.add_worksheet())
    return path


def with_part(path, name, change):
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part, text in parts.items():
            made.writestr(part, text)
    return path


# --- refused, and nothing is changed -------------------------------------------------------------------


def one_column(folder):
    return csv_file(folder / "a.csv", [{"nama": "ADI"}, {"nama": "BUDI"}])


def header_only(folder):
    path = folder / "a.csv"
    path.write_text(",".join(HEADER) + "\n")
    return path


def wrong_sheet(folder):
    return xlsx_file(folder / "a.xlsx", {"Grafik": [["bulan", "jumlah"], ["Januari", 5]]})


def no_rows(folder):
    return xlsx_file(folder / "a.xlsx", {"Data": []})


def million_empty_rows(folder):
    def fill(sheet):
        sheet.write(0, 0, "")
        for row in range(0, 1_048_576, 64):
            sheet.set_row(row, 20)

    return content_of(folder / "a.xlsx", fill)


def every_column_of_excel(folder):
    return xlsx_file(folder / "a.xlsx", {"Data": [HEADER + [f"k{n}" for n in range(16_380)], ROW + ["1"] * 16_380]})


def one_endless_line(folder):
    path = folder / "a.csv"
    path.write_bytes(b"," * 3_000_000)
    return path


def one_endless_row(folder):
    """Every field has a line break in quotation marks, so that no row ever ends."""
    path = folder / "a.csv"
    path.write_bytes(b"no_kk,nik\n" + b'"\n",' * 1_500_000)
    return path


def only_quotes(folder):
    path = folder / "a.csv"
    path.write_bytes((b'"' * 999 + b"\n") * 3_000)
    return path


def xml_of_the_outside(folder):
    path = xlsx_file(folder / "a.xlsx", {"Data": [HEADER, ROW]})
    attack = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_part(
        path, "xl/sharedStrings.xml", lambda text: text.replace(b"ADI", b"&a;").replace(b"<sst", attack + b"<sst", 1)
    )


def wide_utf16(folder):
    path = folder / "a.csv"
    path.write_bytes(("no_kk;nama\n" + f"{kk(1)};ADI\n").encode("utf-16-le"))
    return path


REFUSED = {
    one_column: ColumnsMissing, header_only: FileEmpty, wrong_sheet: ColumnsMissing, no_rows: FileEmpty,
    million_empty_rows: FileEmpty, every_column_of_excel: TooManyColumns, one_endless_line: FileUnreadable,
    one_endless_row: QuoteOpen, only_quotes: ColumnsMissing, wide_utf16: FileKindUnknown,
}  # fmt: skip


@pytest.mark.parametrize(("make", "kind"), REFUSED.items(), ids=lambda one: one.__name__)
def test_refused_in_one_sentence_and_nothing_changes(office, tmp_path, make, kind):
    path, before, start = make(tmp_path), office.data_version(), time.process_time()
    with pytest.raises(kind) as caught:
        load_files(office, [families_of(path)])
    assert time.process_time() - start < 5
    assert office.data_version() == before
    assert len(office.frame("store/loads")) == 1
    assert "\n" not in sentence(caught.value)


def test_no_entity_of_a_workbook_reaches_outside(tmp_path):
    """The cell is empty or the file refused; the other cells are as they were."""
    try:
        found = read_sheets(xml_of_the_outside(tmp_path))[0].cells
    except PetasalurError:
        return
    assert not found.apply(lambda column: column.str.contains("root")).any(axis=None)


def test_two_gigabytes_of_quotes_are_refused_by_their_size(tmp_path):
    """A sparse file: 2 GB without a byte on the disk."""
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'"' * 1000)
        file.truncate(2_000_000_000)
    start = time.process_time()
    with pytest.raises(FileTooLarge):
        read_sheets(path)
    assert time.process_time() - start < 1


def test_a_row_that_never_ends_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "MAX_ROW_LETTERS", 400_000)
    path = one_endless_row(tmp_path)
    tracemalloc.start()
    with pytest.raises(QuoteOpen):
        read_sheets(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


# --- read rightly ----------------------------------------------------------------------------------------


def test_a_formula_that_leads_in_a_circle_is_its_last_value(tmp_path):
    def fill(sheet):
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW[:3])
        sheet.write_formula(1, 3, "=D2+0", None, "3")

    found = read_sheets(content_of(tmp_path / "a.xlsx", fill))[0].cells
    assert list(found.loc[2]) == ROW


def test_a_merged_header_is_found(store, tmp_path):
    def fill(sheet):
        sheet.merge_range(0, 0, 0, 3, "DAFTAR KELUARGA")
        sheet.write_row(1, 0, HEADER)
        sheet.write_row(2, 0, ROW)

    [report] = load_files(store, [families_of(content_of(tmp_path / "a.xlsx", fill))])
    assert report.accepted_count == 1


def test_headers_that_stand_twice_lose_no_row(store, tmp_path):
    path = xlsx_file(tmp_path / "a.xlsx", {"Data": [[*HEADER, *HEADER], [*ROW, *ROW]]})
    [report] = load_files(store, [families_of(path)])
    assert report.accepted_count == 1


def test_a_cell_of_control_characters_loads(store, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"no_kk,nama,desil\n" + b"x" * 120_000 + b",X,1\n" + f"{kk(1)},A\x00\x07DI,3\n".encode())
    [report] = load_files(store, [families_of(path)])
    assert (report.accepted_count, report.set_aside_count) == (1, 1)


def test_a_surrogate_without_its_other_half(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffno_kk;nama\n1;A".encode("utf-16-le") + b"\x00\xd8" + "\n".encode("utf-16-le"))
    assert read_sheets(path)[0].cells.loc[2, 1].startswith("A")


# --- the bar ---------------------------------------------------------------------------------------------


def test_the_bar_goes_on_in_small_steps_to_its_end(store, tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "ROWS_AT_ONCE", 500)
    path = csv_file(tmp_path / "a.csv", [family(number) for number in range(1, 1_501)])
    said = []
    load_files(store, [families_of(path)], progress=lambda share, _: said.append(share))
    steps = [later - earlier for earlier, later in pairwise([0.0, *said])]
    assert min(steps) >= 0
    assert said[-1] == 1.0
    assert max(steps) <= 0.4
    assert len(steps) >= 8


def test_work_that_cannot_tell_is_told_by_the_clock():
    """The bar goes on while the work goes on, and never to its end before the work is done."""
    said = []
    assert tell_while(lambda: time.sleep(0.6) or "done", 1.0, lambda share, _: said.append(share), "x") == "done"
    assert said == sorted(said)
    assert 0.05 <= said[0] <= 0.95
    tell_while(lambda: time.sleep(0.6), 0.01, lambda share, _: said.append(share), "x")
    assert max(said) == 0.95


def test_a_failure_of_that_work_comes_out():
    with pytest.raises(ZeroDivisionError):
        tell_while(lambda: 1 / 0, 1.0, silent, "x")


def test_parts_of_a_bar_follow_each_other():
    said = []
    one, two, three = split(lambda share, _: said.append(share), [1, 0, 3])
    for part in (one, two, three):
        part(0.0, "")
        part(1.0, "")
    assert said == [0.0, 0.25, 0.25, 0.25, 0.25, 1.0]
