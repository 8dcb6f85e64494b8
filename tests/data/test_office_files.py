"""Any file an office may hand over is read rightly or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from intake_worlds import xlsx_file

from data.errors import (
    FileEmpty,
    FileKindUnknown,
    FileNotOpened,
    FileProtected,
    FileTooLarge,
    FileUnreadable,
    QuoteOpen,
    SheetTooWide,
    TooManyColumns,
)
from data.intake import cells, read, workbook
from data.intake.read import read_sheets
from data.messages import sentence
from geo.errors import PetasalurError, UnsafeArchive

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def office_file(tmp_path):
    def write(content, name="berkas.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def rows_of(path):
    """Row number → cells of the first sheet."""
    cells = read_sheets(path)[0].cells
    return dict(zip(cells.index.tolist(), cells.to_numpy().tolist(), strict=True))


def read_or_told(path):
    """The sheets, or none and the sentence that says why."""
    try:
        return read_sheets(path), ""
    except PetasalurError as error:
        return [], sentence(error)


def book(fill, **options):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as workbook_:
        fill(workbook_)
    return buffer.getvalue()


# --- text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(office_file, delimiter):
    path = office_file(f"nik{delimiter}nama\n01{delimiter}ADI\n")
    assert rows_of(path) == {1: ["nik", "nama"], 2: ["01", "ADI"]}


def test_semicolons_win_over_decimal_commas(office_file):
    path = office_file("kk;lat;lon;nilai\n1;-2,35;115,55;1.000,50\n2;-2,36;115,56;2.000,50\n")
    assert rows_of(path)[2] == ["1", "-2,35", "115,55", "1.000,50"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("utf-8", "Ha’uwai é"), ("utf-8-sig", "Ha’uwai é"), ("cp1252", "Ha’uwai é"), ("utf-16", "Ha’uwai é")],
)
def test_encodings(office_file, encoding, text):
    path = office_file(f"nik;desa\n1;{text}\n".encode(encoding))
    assert rows_of(path) == {1: ["nik", "desa"], 2: ["1", text]}


def test_big_endian_utf_16(office_file):
    assert rows_of(office_file(b"\xfe\xff" + "nik\tnama\n1\tADI\n".encode("utf-16-be")))[2] == ["1", "ADI"]


def test_a_line_break_in_quotes_is_one_row_for_a_spreadsheet(office_file):
    path = office_file('nik,nama,alamat\n1,ADI,"Jl. A,\nRT 3"\n2,BUDI,x\n')
    assert rows_of(path) == {1: ["nik", "nama", "alamat"], 2: ["1", "ADI", "Jl. A,\nRT 3"], 3: ["2", "BUDI", "x"]}


def test_ragged_rows_are_filled(office_file):
    path = office_file("nik,nama\n1,ADI,x,y\n2\n3,C,\n")
    assert rows_of(path) == {
        1: ["nik", "nama", "", ""], 2: ["1", "ADI", "x", "y"], 3: ["2", "", "", ""], 4: ["3", "C", "", ""],
    }  # fmt: skip


def test_blank_lines_keep_the_numbering_and_fall_off_the_end(office_file):
    assert rows_of(office_file("\n\nnik,nama\n\n1,ADI\n\n,\n")) == {
        1: ["", ""], 2: ["", ""], 3: ["nik", "nama"], 4: ["", ""], 5: ["1", "ADI"],
    }  # fmt: skip


def test_one_column(office_file):
    assert rows_of(office_file("nik\n1\n2")) == {1: ["nik"], 2: ["1"], 3: ["2"]}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_all_machines(office_file, ending):
    assert rows_of(office_file(ending.join(["nik;nama", "1;ADI", "2;BUDI"])))[3] == ["2", "BUDI"]


def test_gzip_is_unpacked(office_file):
    assert rows_of(office_file(gzip.compress(b"nik,nama\n1,ADI\n"), "a.csv.gz"))[2] == ["1", "ADI"]


def test_quotes_in_the_middle_of_a_name_are_letters(office_file):
    path = office_file('nik,nama\n1,AD"I\n2,BU"DI\n3,C\n')
    assert rows_of(path)[3] == ["2", 'BU"DI']


def test_many_rows_keep_their_numbers_across_the_parts_they_are_read_in(office_file, monkeypatch):
    monkeypatch.setattr(cells, "ROWS_AT_ONCE", 3)
    path = office_file("a,b\n" + "".join(f"{number},x\n" for number in range(2, 9)) + "9,x,wider\n")
    assert rows_of(path) == {1: ["a", "b", ""]} | {n: [str(n), "x", ""] for n in range(2, 9)} | {9: ["9", "x", "wider"]}


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8), min_size=3,
                      max_size=3), min_size=2, max_size=6),
    st.sampled_from(",;\t|"),
)  # fmt: skip
@example(rows=[["", "", "\x1e0\r"]] * 2, delimiter=",")
def test_whatever_a_spreadsheet_writes_is_read_back(tmp_path_factory, rows, delimiter):
    """Every cell quoted, as LibreOffice does on request; a line break in a cell may be of any machine."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["a", "b", "c"], *rows]]
    path.write_bytes("\n".join(quoted).encode())
    sheets, told = read_or_told(path)
    assert sheets or "tanda kutip" in told
    found = rows_of(path) if sheets else {}
    for number, row in enumerate(rows if sheets else [], start=2):
        assert found.get(number, ["", "", ""])[:3] == row


# --- workbooks ---------------------------------------------------------------------------------------


def test_cells_of_a_workbook_become_text(office_file):
    """A number is its digits, a date its day, an error of a formula nothing."""

    def fill(made):
        sheet = made.add_worksheet("Data")
        date = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["nik", "tanggal", "benar", "lintang", "salah", "jumlah"])
        sheet.write_number(1, 0, 6311021708459081)
        sheet.write_datetime(1, 1, dt.date(2026, 1, 2), date)
        sheet.write_boolean(1, 2, True)
        sheet.write_number(1, 3, -2.216512)
        sheet.write_formula(1, 4, "=NA()", None, "#N/A")
        sheet.write_formula(1, 5, "=1+1", None, 2)

    path = office_file(book(fill), "a.xlsx")
    assert rows_of(path)[2] == ["6311021708459081", "2026-01-02", "True", "-2.216512", "", "2"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (4.0, "4"), (0.1, "0.1"), (-2.5, "-2.5"), (6.31102e15, "6311020000000000"), (1e300, "1e+300"),
        (0.00005, "0.00005"), (0, "0"),
    ],
)  # fmt: skip
def test_numbers_of_a_workbook(tmp_path, number, text):
    """0.00005 degrees is Pontianak's latitude: no scientific notation that coordinates are not read from."""
    assert rows_of(xlsx_file(tmp_path / "a.xlsx", {"a": [["x"], [number]]}))[2] == [text]


def test_merged_cells_hold_their_text_once(office_file):
    def fill(made):
        sheet = made.add_worksheet("BNBA")
        sheet.merge_range(0, 0, 1, 2, "DAFTAR PENERIMA")
        sheet.write_row(2, 0, ["NIK", "NAMA", "DESA"])
        sheet.write_row(3, 0, ["1", "ADI", "Hauwai"])

    assert rows_of(office_file(book(fill), "a.xlsx")) == {
        1: ["DAFTAR PENERIMA", "", ""], 2: ["", "", ""], 3: ["NIK", "NAMA", "DESA"], 4: ["1", "ADI", "Hauwai"],
    }  # fmt: skip


def test_rows_and_columns_before_the_table_count(tmp_path):
    path = xlsx_file(tmp_path / "a.xlsx", {"a": [[], [], [None, "nik"], [None, "1"]]})
    assert rows_of(path) == {1: ["", ""], 2: ["", ""], 3: ["", "nik"], 4: ["", "1"]}


def test_an_empty_first_sheet_is_passed_over(tmp_path):
    sheets = read_sheets(xlsx_file(tmp_path / "a.xlsx", {"kosong": [], "isi": [["nik"], ["1"]]}))
    assert [sheet.name for sheet in sheets] == ["isi"]


def test_a_sheet_of_charts_is_passed_over(office_file):
    def fill(made):
        made.add_worksheet("isi").write_row(0, 0, ["nik", 5])
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=isi!$B$1:$B$1"})
        made.add_chartsheet("grafik").set_chart(chart)

    assert [sheet.name for sheet in read_sheets(office_file(book(fill), "a.xlsx"))] == ["isi"]


def test_a_cell_at_the_end_of_the_world_is_refused_before_it_fills_the_memory(tmp_path):
    """1,048,576 rows × 301 columns is 315 million cells; calamine would end this process."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "nik")
        sheet.write(1_048_575, 300, "jauh")
    with pytest.raises(SheetTooWide) as caught:
        read_sheets(path)
    assert caught.value.facts["found"] == "KO1048576"


def test_a_format_at_the_end_of_the_world_is_no_matter(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["nik", "nama"])
        sheet.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))
    assert rows_of(path) == {1: ["nik", "nama"]}


def test_a_wide_table_is_read(tmp_path, monkeypatch):
    """52 columns, as DTSEN: beyond Z, so the addresses are looked at."""
    monkeypatch.setattr(workbook, "MAX_CELLS", 52 * 3)
    path = xlsx_file(tmp_path / "a.xlsx", {"a": [[f"k{n}" for n in range(52)], *[["1"] * 52] * 2]})
    assert len(rows_of(path)[3]) == 52
    with pytest.raises(SheetTooWide):
        read_sheets(xlsx_file(tmp_path / "b.xlsx", {"a": [["1"] * 52] * 4}))


@given(st.integers(1, 16_384))
def test_letters_of_columns(number):
    assert workbook._column_number(workbook._column_name(number).encode()) == number


def test_the_top_of_a_workbook_is_as_in_the_whole(tmp_path):
    """Three rows of each sheet, whatever comes after them; a sheet with fewer is whole."""
    long = [["nik", "nama"], *[[str(number), "ADI"] for number in range(9)]]
    path = xlsx_file(tmp_path / "a.xlsx", {"Data": long, "Lain": [["a"], ["b"]]})
    whole, top = read_sheets(path), read_sheets(path, rows=3)
    assert [sheet.name for sheet in top] == [sheet.name for sheet in whole]
    assert top[0].cells.equals(whole[0].cells.head(3))
    assert top[1].cells.equals(whole[1].cells)


def test_the_top_of_a_sheet_with_names_in_front_of_its_marks():
    """Some programs write ``<x:row>``: the copy ends with the same marks."""
    sheet = b'<x:worksheet><x:sheetData><x:row r="1"></x:row><x:row r="2"></x:row></x:sheetData></x:worksheet>'
    top = workbook._first_rows(io.BytesIO(sheet), 1)
    assert top == b'<x:worksheet><x:sheetData><x:row r="1"></x:row></x:sheetData></x:worksheet>'


def test_the_top_of_a_list(office_file):
    path = office_file("nik,nama\n1,ADI\n2,BUDI\n")
    assert read_sheets(path, rows=2)[0].cells.to_numpy().tolist() == [["nik", "nama"], ["1", "ADI"]]


# --- refused -----------------------------------------------------------------------------------------


def zip_bomb():
    """300 MB in 300 kB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    return buffer.getvalue()


def zip_of(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, text in entries.items():
            packed.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


REFUSED = {
    "empty": (b"", FileEmpty),
    "only line breaks": (b"\n\r\n\n", FileEmpty),
    "only a byte order mark": (b"\xef\xbb\xbf", FileEmpty),
    "picture named .xlsx": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), FileKindUnknown),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8, FileKindUnknown),
    "pdf": (b"%PDF-1.7\n" + bytes(range(1, 256)) * 8, FileKindUnknown),
    "binary without zeros": (bytes(range(1, 32)) * 200 + b"\xff", FileKindUnknown),
    "old .xls": (OLE + bytes(2000), FileKindUnknown),
    "web page named .xls": (b"\xef\xbb\xbf\r\n <html><table><tr><td>NIK</td></tr></table></html>", FileKindUnknown),
    "xlsx with a password": (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512), FileProtected),
    "zip of something else": (zip_of(**{"catatan.txt": "x"}), FileKindUnknown),
    "LibreOffice .ods": (zip_of(**{"content.xml": "<x/>", "mimetype": "x"}), FileKindUnknown),
    "workbook without sheets": (zip_of(xl__workbook="", **{"xl/workbook.xml": "<workbook/>"}), FileUnreadable),
    "zip bomb": (zip_bomb, UnsafeArchive),  # made only where it is tried: it takes seconds
    "zip, cut off": (zip_of(**{"xl/workbook.xml": "x" * 500})[:300], UnsafeArchive),
    "zip head only": (b"PK\x03\x04", UnsafeArchive),
    "NUL bytes": (b"nik,nama\n1,A\x00B\n", FileKindUnknown),
    "UTF-16 without its mark": ("nik,nama\n1,A\n".encode("utf-16-le"), FileKindUnknown),
    "gzip, cut off": (gzip.compress(b"nik,nama\n1,A\n" * 100)[:30], FileUnreadable),
    "gzip, damaged": (gzip.compress(b"nik,nama\n1,A\n" * 100)[:12] + b"rusak" * 20, FileUnreadable),
    "too many columns": (",".join(str(number) for number in range(1001)).encode(), TooManyColumns),
    "a quote nobody closed": (b'nik,nama,rt\n1,"ADI,1\n2,BUDI,2\n3,CICI,3\n', QuoteOpen),
    "a quote closed rows later": (b'nik,nama,rt\n1,"ADI,1\n2,"BUDI,2\n3,CICI,3\n', QuoteOpen),
    "a quote closed in another column": (b'nik,nama,desa,rt,rw\n1,A,"B,1,1\n2,"C,D,1,1\n3,E,F,1,1\n', QuoteOpen),
    "a quote and 200,000 letters": (b'nik,nama\n1,"' + b"A" * 200_000 + b"\n", QuoteOpen),
}


@pytest.mark.parametrize(("content", "kind"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_told_in_one_sentence(office_file, content, kind):
    with pytest.raises(kind) as caught:
        read_sheets(office_file(content() if callable(content) else content))
    told = sentence(caught.value)
    assert "berkas.csv" in told
    assert "\n" not in told


def test_a_truncated_workbook(tmp_path):
    whole = xlsx_file(tmp_path / "a.xlsx", {"a": [["nik"], ["1"]]}).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        (tmp_path / "b.xlsx").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnsafeArchive):
            read_sheets(tmp_path / "b.xlsx")


def test_a_workbook_with_damaged_insides(tmp_path):
    """The zip is whole, a sheet in it is not."""
    whole = xlsx_file(tmp_path / "a.xlsx", {"a": [["nik"], ["1"]]}).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        (tmp_path / "b.xlsx").write_bytes(zip_of(**{**parts, name: parts[name][:200] + b"<<&"}))
        with pytest.raises(FileUnreadable):
            read_sheets(tmp_path / "b.xlsx")


def test_a_zip_entry_with_a_wrong_checksum(tmp_path):
    made = zip_of(**{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": "<b/>"})
    wrong = made.replace(b"<b/>", b"<c/>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(wrong)
    with pytest.raises(FileUnreadable):
        read_sheets(path)


def test_a_file_over_the_limit(office_file, monkeypatch):
    monkeypatch.setattr(read, "MAX_FILE_MB", 0.001)
    with pytest.raises(FileTooLarge):
        read_sheets(office_file(b"nik\n" * 300))


def test_a_gzip_bomb_is_stopped_at_the_limit(office_file, monkeypatch):
    monkeypatch.setattr(read, "MAX_FILE_MB", 1)
    with pytest.raises(FileTooLarge):
        read_sheets(office_file(gzip.compress(b"0" * 50_000_000)))


def test_a_file_that_another_program_holds(office_file, monkeypatch):
    path = office_file("nik\n1\n")
    monkeypatch.setattr(type(path), "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "held")))
    with pytest.raises(FileNotOpened):
        read_sheets(path)


def test_errors_use_the_name_the_reader_knows(office_file):
    with pytest.raises(FileEmpty) as caught:
        read_sheets(office_file(b"", "tmpa8f3"), name="pkh oktober.csv")
    assert caught.value.facts["file"] == "pkh oktober.csv"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)
    sheets, told = read_or_told(path)
    assert sheets or told
    assert all(sheet.cells.dtypes.eq("str").all() for sheet in sheets)


@given(st.data())
def test_any_damage_to_a_workbook_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damage")
    whole = xlsx_file(folder / "a.xlsx", {"a": [["nik", "nama"], ["1", 2.5]]}).read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name])))
    stop = data.draw(st.integers(start, min(start + 40, len(parts[name]))))
    parts[name] = parts[name][:start] + data.draw(st.binary(max_size=20)) + parts[name][stop:]
    path = folder / "b.xlsx"
    path.write_bytes(zip_of(**parts))
    sheets, told = read_or_told(path)
    assert sheets or told
