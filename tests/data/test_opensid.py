"""OpenSID's template, read row by row as its importers do."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree.ElementTree import fromstring

import pandas as pd
import pytest
from intake_worlds import csv_file, families_of, family, kk, nik, recipient, recipients_of
from python_calamine import CalamineWorkbook

from data.errors import ActMayNot, ActorUnnamed, NothingToDeliver, PeriodInvalid, PurposeMissing, UnknownProgram
from data.history import read_history
from data.intake.load import load_files
from data.intake.preview import guess_kind
from data.intake.request import SourceFile
from data.papers.opensid import export_opensid
from data.roles import Actor
from data.store import Store

KASI = Actor("Rahmah", "kasi")
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADER = ["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"]


class Refused(Exception):
    """What the importer would not take."""


def part_of(book, name):
    return fromstring(book.read(name))  # noqa: S314  the test's own file


def raw_rows(content):
    """Sheets in order: name and rows of (text, is a number), from the XML itself; a cell that is not there is None."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = ["".join(part.itertext()) for part in part_of(book, "xl/sharedStrings.xml")]
        names = [sheet.get("name") for sheet in part_of(book, "xl/workbook.xml").find(f"{NS}sheets")]
        for number, name in enumerate(names, 1):
            rows = []
            for row in part_of(book, f"xl/worksheets/sheet{number}.xml").iter(f"{NS}row"):
                cells = {}
                for cell in row.iter(f"{NS}c"):
                    assert cell.find(f"{NS}f") is None  # no formulas
                    column = re.match("[A-Z]+", cell.get("r"))[0]
                    value, is_text = cell.findtext(f"{NS}v") or "", cell.get("t") == "s"
                    cells[ord(column) - 65] = (strings[int(value)] if is_text else value, not is_text)
                rows.append([cells.get(at) for at in range(max(cells) + 1)])
            yield name, rows


def is_iso(text):
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and not pd.isna(pd.to_datetime(text, errors="coerce"))


def import_older(content, register):
    """The older importer: sheet by name, program by row number, stops at ###, skips who is not in the register."""
    program, people, skipped = {}, [], 0
    fields = ["id", "nama", "sasaran", "ndesc", "asaldana", "sdate", "edate"]
    for name, rows in raw_rows(content):
        if name == "Program":
            for number, cells in enumerate(rows):
                title, value = cells[0][0], cells[1][0]  # both cells are read before the end is looked for
                if title == "###":
                    break
                if number in {5, 6} and not is_iso(value):
                    raise Refused(value)
                program[fields[number]] = value
            continue
        for number, cells in enumerate(rows):
            peserta, person = cells[0][0], cells[2]
            if peserta == "###":
                break
            if number == 0:
                continue
            assert not person[1] or person[0] == "", "a NIK kept as a number loses its last digits"
            is_known = program["sasaran"] == "1" and peserta == person[0] and person[0] in register
            if is_known and is_iso(cells[5][0] or "2000-01-01"):
                people.append([cell[0] for cell in cells])
            else:
                skipped += 1
    return program, people, skipped


def import_newer(content, register):
    """The newer importer: sheets by order, first rows as headers, the id in B1; ### is one person not found."""
    (_, first), (_, second) = raw_rows(content)
    headers = [cell[0] for cell in first[0]]
    assert len(set(headers)) == 2, "the id is read from the second header"
    program = {"id": headers[1], **{f"row{number}": cells[1][0] for number, cells in enumerate(first[1:7])}}
    assert all(is_iso(program[f"row{number}"]) for number in (4, 5))
    assert all(len(cells) == len(second[0]) for cells in second)
    people = [[cell[0] for cell in cells] for cells in second[1:] if cells[2][0] in register]
    return program, people, len(second) - 1 - len(people)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Three families; 1 and 2 on the list, a stranger with a NIK, and one with a KK number only."""
    tmp_path = tmp_path_factory.mktemp("kantor")
    rows = [family(each, nama=name) for each, name in enumerate(["SITI", '=HYPERLINK("x")', "UMAR"], 1)]
    people = [recipient(1, nama="SITI"), recipient(2, nama='=HYPERLINK("x")'),
              recipient(8, no_kk="", nama="ORANG LAIN"), recipient(9, nik="", nama="TANPA NIK")]  # fmt: skip
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", rows)),
                       recipients_of(csv_file(tmp_path / "p.csv", people))])  # fmt: skip
    yield store
    store.close()


def exported(store, **changes):
    return export_opensid(store, **({"program": "PKH", "period": "2026-02", "by": KASI, "purpose": "uji"} | changes))


def test_both_importers_take_everybody(office):
    made = exported(office, period="2026-10")
    assert (made.row_count, made.left_out_count) == (3, 1)
    register = {nik(1), nik(2), nik(8)}
    program, people, skipped = import_older(made.content, register)
    assert program == {"id": "", "nama": "PKH", "sasaran": "1", "ndesc": "PKH Oktober 2026, dari Petasalur",
                       "asaldana": "Pusat", "sdate": "2026-10-01", "edate": "2026-10-31"}  # fmt: skip
    assert {row[0]: row[3] for row in people} == {nik(1): "SITI", nik(2): '\'=HYPERLINK("x")', nik(8): "ORANG LAIN"}
    assert skipped == 0
    assert {row[0]: row[6] for row in people}[nik(1)] == "Dusun 1, RT 1/RW 2"
    newer = import_newer(made.content, register)
    assert newer[0]["id"] == ""
    assert (newer[1], newer[2]) == (people, 1)  # the row of ###


def test_who_is_not_in_their_register_is_skipped_not_the_rest(office):
    made = exported(office, period="2026-10")
    assert [row[0] for row in import_older(made.content, {nik(2)})[1]] == [nik(2)]


def test_the_imitated_importer_notices_what_is_wrong(office):
    """Otherwise the tests above prove nothing: a date in another form, a NIK that differs."""
    made = exported(office, period="2026-10")
    spoiled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made.content)) as book, zipfile.ZipFile(spoiled, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, book.read(name).replace(b"2026-10-31", b"31/10/2026"))
    with pytest.raises(Refused):
        import_older(spoiled.getvalue(), set())


def test_the_layout_is_that_of_the_template(office, shared_data):
    """The example of the office: same sheets, same titles in the same places, same end."""
    example = (shared_data / "recipients" / "halong" / "opensid_peserta.xlsx").read_bytes()
    books = [CalamineWorkbook.from_filelike(io.BytesIO(each))
             for each in (example, exported(office, period="2026-10").content)]  # fmt: skip
    assert books[0].sheet_names == books[1].sheet_names == ["Program", "Peserta"]
    theirs, ours = ([book.get_sheet_by_index(at).to_python() for at in (0, 1)] for book in books)
    assert [row[0] for row in theirs[0]] == [row[0] for row in ours[0]]
    assert theirs[1][0] == ours[1][0] == HEADER
    assert theirs[1][-1] == ours[1][-1]
    assert [type(cell) for cell in theirs[0][2]] == [type(cell) for cell in ours[0][2]]


def test_our_own_loader_reads_the_same_people(office, tmp_path):
    path = tmp_path / "opensid.xlsx"
    path.write_bytes(exported(office, period="2026-10").content)
    assert guess_kind(path) == "recipients"
    again = Store.open(tmp_path / "b.duckdb")
    load_files(again, [families_of(office.path.with_name("k.csv")), SourceFile("recipients", path, "PKH", "2026-10")])
    who = {"period": "2026-10", "programs": ["PKH"], "desa_code": "", "old_before": "1966-10-31"}
    before, after = (set(store.frame("papers/recipients", **who)["nik"]) for store in (office, again))
    again.close()
    assert after == before - {""} == {nik(1), nik(2), nik(8)}


def test_the_same_list_gives_the_same_bytes(office):
    assert exported(office, period="2026-10").content == exported(office, period="2026-10").content


def test_it_leaves_a_trace(office):
    exported(office, period="2026-10", purpose="impor desa")
    row = read_history(office, subject="dokumen").iloc[0]
    assert (row["after"], row["reason"], row["who"]) == ("3 baris", "impor desa", "Rahmah (Kasi Kesra/PMD kecamatan)")
    assert kk(1) not in str(row.to_dict())


@pytest.mark.parametrize(
    ("changes", "kind"),
    [({"purpose": " "}, PurposeMissing), ({"by": Actor("A", "desa")}, ActMayNot), ({"by": Actor("")}, ActorUnnamed),
     ({"program": "SEMUA"}, UnknownProgram), ({"period": ""}, PeriodInvalid),
     ({"period": "2026-09"}, NothingToDeliver)],
)  # fmt: skip
def test_what_is_not_exported(office, changes, kind):
    before = len(read_history(office, subject="dokumen"))
    with pytest.raises(kind):
        exported(office, **({"period": "2026-10"} | changes))
    assert len(read_history(office, subject="dokumen")) == before
