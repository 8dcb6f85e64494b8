"""What offices do to a table: headers in two rows, merged cells, hidden sheets, several layouts in one workbook."""

from __future__ import annotations

import pandas as pd
import pytest
import xlsxwriter
from intake_worlds import GALUMBANG, HAUWAI, answers, csv_file, family, gazetteer, judged, kk, nik, recipient, xlsx_file

from data.__main__ import any_files
from data.errors import ColumnsMissing, MembersNotFamilies, RecipientsArgument
from data.facts import describe
from data.history import read_history
from data.intake.fields import field_by_words
from data.intake.load import load_files
from data.intake.points import degrees
from data.intake.preview import guess_kind, kinds_of_file, preview_table
from data.intake.remembered import read_choices
from data.intake.request import Answers, SourceFile
from data.intake.stated import stated_in
from data.intake.table import judge, read_table
from data.intake.two_rows import joined_headers
from data.roles import Actor
from data.store import Store

BUDI = Actor("Budi", "kasi")


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


# --- headers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [
        (["NO", "KEPALA KELUARGA", "", "RT"], ["", "NIK", "NAMA", ""],
         ["NO", "NIK KEPALA KELUARGA", "NAMA KEPALA KELUARGA", "RT"]),
        (["NIK", "KOORDINAT", ""], ["", "X", "Y"], ["NIK", "KOORDINAT X", "KOORDINAT Y"]),
        (["NIK", "DESA", ""], ["", "NAMA", "KODE"], ["NIK", "NAMA DESA", "KODE DESA"]),
        (["NIK", "PENDAMPING", ""], ["", "NAMA", "HP"], ["NIK", "PENDAMPING NAMA", "PENDAMPING HP"]),
    ],
)  # fmt: skip
def test_headers_in_two_rows_are_one(upper, lower, joined):
    assert joined_headers(upper, lower) == joined


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NIK Kepala Keluarga (sesuai KTP)", "nik"), ("No. KK Terbaru", "no_kk"), ("NIK Pendamping", None),
        ("Nama Lengkap Suami", None), ("Kode Desa Domisili 2026", "desa_code"), ("Keterangan", None),
    ],
)  # fmt: skip
def test_words_of_a_header_are_a_guess_unless_they_speak_of_others(header, field):
    assert field_by_words(header) == field


def test_numbered_columns_repeated_headers_and_signatures_are_no_people(tmp_path):
    head = ["NO", "NIK", "NAMA"]
    path = xlsx_file(
        tmp_path / "a.xlsx",
        {"A": [["DAFTAR PKH"], head, ["(1)", "(2)", "(3)"], ["1", nik(1), "ADI"], head, ["2", nik(2), "BUDI"],
               ["3", "", ""], ["", "", "Mengetahui,"], ["", "", "Camat Halong"], [], ["", "", "Drs. H. CONTOH"]]},
    )  # fmt: skip
    table = read_table(path, "recipients")
    assert table.rows["row"].tolist() == [4, 6]
    assert table.not_people[["row", "kind"]].to_numpy().tolist() == [
        [3, "baris_judul"], [5, "baris_judul"], [7, "baris_kosong"], [8, "baris_catatan"], [9, "baris_catatan"],
        [11, "baris_catatan"],
    ]  # fmt: skip


def test_a_person_without_a_number_still_waits(tmp_path):
    """Nothing of a file is lost: somebody with a name and no NIK is no signature."""
    path = xlsx_file(tmp_path / "a.xlsx", {"A": [["NIK", "NAMA"], [nik(1), "ADI"], ["", "SITI"], [nik(2), "BUDI"]]})
    assert read_table(path, "recipients").rows["row"].tolist() == [2, 3, 4]


# --- sheets ------------------------------------------------------------------------------------------


def test_cells_merged_downwards_speak_for_all_their_rows(tmp_path):
    """Hauwai stands once beside rows 2 to 4, Galumbang beside row 5; of the names merged by mistake only the first."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("BNBA")
        sheet.write_row(0, 0, ["DESA", "NIK", "NAMA"])
        sheet.merge_range(1, 0, 3, 0, "Hauwai")
        sheet.write(4, 0, "Galumbang")
        for row in range(1, 5):
            sheet.write(row, 1, nik(row))
        sheet.merge_range(1, 2, 2, 2, "ADI")
    table = read_table(path, "recipients")
    assert table.rows["desa"].tolist() == ["Hauwai", "Hauwai", "Hauwai", "Galumbang"]
    assert table.rows["name"].tolist() == ["ADI", "", "", ""]
    assert table.not_people[["row", "kind"]].to_numpy().tolist() == [[0, "sel_gabungan"]]


def test_the_desa_in_a_row_above_is_that_of_the_rows_below(tmp_path):
    rows = [["DAFTAR PENERIMA"], ["DESA HAUWAI KECAMATAN HALONG"], ["NIK", "NAMA"], [nik(1), "ADI"],
            ["Desa: Galumbang"], [nik(2), "BUDI"]]  # fmt: skip
    table = read_table(xlsx_file(tmp_path / "a.xlsx", {"A": rows}), "recipients")
    assert table.rows["desa"].str.upper().tolist() == ["HAUWAI", "GALUMBANG"]


def test_hidden_sheets_are_not_read_and_it_is_said(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Oktober").write_column(0, 0, ["NIK", nik(1)])
        old = book.add_worksheet("September")
        old.write_column(0, 0, ["NIK", nik(2)])
        old.hide()
    table = read_table(path, "recipients")
    assert (table.rows["nik"].tolist(), table.hidden_sheets) == ([nik(1)], ("September",))
    issues = judge(table, gazetteer()).issues
    assert issues.loc[issues["kind"] == "lembar_tersembunyi", "sheet"].tolist() == ["September"]


def test_a_workbook_of_families_and_members_is_both(tmp_path):
    path = xlsx_file(
        tmp_path / "a.xlsx",
        {
            "Keluarga": [["No KK", "NIK", "Nama", "Desil"], [kk(1), nik(1), "ADI", "3"]],
            "Anggota": [["NIK", "No KK", "Nama", "SHDK", "JK"], [nik(1), kk(1), "ADI", "1", "L"],
                        [nik(2), kk(1), "SITI", "2", "P"]],
        },
    )  # fmt: skip
    assert sorted(kinds_of_file(path)) == ["families", "members"]
    assert [len(read_table(path, kind).rows) for kind in ("families", "members")] == [1, 2]


# --- what a file is ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "help_sheet",
    [
        [["PETUNJUK PENGISIAN"], ["Isi sesuai kolom"], ["1. No KK 16 digit"]],  # a guess, nothing below
        [["PETUNJUK"], ["1. No KK 16 digit"], ["2. NIK sesuai KTP"], ["Hubungi 081234567890"]],  # nothing but guesses
        [["Isi sesuai kolom"], ["No KK 16 digit"]],  # a known header, nothing below
        [["Kolom", "Cara mengisi"], ["NIK", "No KK"], ["16 angka", "16 angka"]],  # below it, but nobody
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_sheet_that_explains_the_others_is_passed_over(tmp_path, help_sheet, is_first):
    people = {"Data": [["No KK", "NIK", "Nama", "Desil"], [kk(1), nik(1), "ADI", "3"]]}
    sheets = {"Petunjuk": help_sheet} | people if is_first else people | {"Petunjuk": help_sheet}
    path = xlsx_file(tmp_path / "a.xlsx", sheets)
    assert kinds_of_file(path) == ["families"]
    table = read_table(path, "families")
    assert (len(table.rows), [mapping.sheet for mapping in table.mappings]) == (1, ["Data"])
    assert table.skipped_sheets == ("Petunjuk",)


def test_a_sheet_of_people_without_numbers_is_not_passed_over(tmp_path):
    """A desa that has sent names alone: its rows wait, nobody is forgotten."""
    head = ["No KK", "NIK", "Nama", "Desil"]
    sheets = {"Halong": [head, [kk(1), nik(1), "ADI", "3"]], "Uren": [head, ["", "-", "SITI", "2"]]}
    assert len(read_table(xlsx_file(tmp_path / "a.xlsx", sheets), "families").rows) == 2


@pytest.mark.parametrize(
    "header",
    [
        "Hub. dgn Kepala Keluarga", "Hubungan dlm Keluarga", "Status Hub. Keluarga", "Stat. Hbkel", "Hubungan dgn KK",
        "Status Hubungan Dalam Keluarga (SHDK)", "Hub. Dg. Kep. Kel.",
    ],
)  # fmt: skip
def test_a_file_with_relations_is_of_members_however_they_are_shortened(tmp_path, header):
    rows = [{"NIK": nik(1), "No KK": kk(1), "Nama": "ADI", header: "1", "JK": "L", "Tgl Lahir": "1990-01-01"}]
    assert guess_kind(csv_file(tmp_path / "a.csv", rows)) == "members"


@pytest.mark.parametrize(
    ("size", "more", "kind"),
    [
        (3, {}, "members"),
        (1, {}, "recipients"),  # nobody shares a No. KK
        (1.25, {}, "recipients"),  # four in ten do: two recipients of one family
        (1.25, {"Pendidikan": "2", "Pekerjaan": "1"}, "members"),
        (3, {"Nominal": "200000"}, "recipients"),
    ],
)
def test_a_file_without_relations_is_of_members_by_its_shape(tmp_path, size, more, kind):
    """Of ten persons each ``size`` stand in a family."""
    rows = [
        {"NIK": nik(n), "No KK": kk(int(n / size) + 1), "Nama": f"ORANG {n}", "JK": "L", "Tgl Lahir": "1990-01-01"}
        | more
        for n in range(10)
    ]
    assert guess_kind(csv_file(tmp_path / "a.csv", rows)) == kind


@pytest.mark.parametrize(("size", "is_refused"), [(3, True), (1, False)])
def test_persons_that_are_called_families_are_refused(tmp_path, size, is_refused):
    """Of ten persons each ``size`` stand in a family; with three, all but the tenth share their No. KK."""
    rows = [
        {"NIK": nik(n), "No KK": kk(n // size + 1), "Nama": f"ORANG {n}", "SHDK": "1", "JK": "L", "Desil": "2"}
        for n in range(10)
    ]
    path = csv_file(tmp_path / "a.csv", rows)
    if not is_refused:
        assert len(read_table(path, "families").rows) == 10
        return
    with pytest.raises(MembersNotFamilies) as refused:
        read_table(path, "families")
    assert refused.value.facts == {"file": "a.csv", "shared_pct": 90}
    assert len(read_table(path, "members").rows) == 10


@pytest.mark.parametrize(
    ("name", "rows", "kind"),
    [
        ("a.csv", [{"no_kk": kk(1), "desil": "2"}], "families"),
        ("penerima pkh.csv", [{"no_kk": kk(1), "nik": nik(1), "nama": "ADI", "desil": "2"}], "recipients"),
        ("a.csv", [{"no_kk": kk(1), "nik": nik(1), "desil": "2", "nominal": "1"}], "recipients"),
        ("a.csv", [{"nik": nik(1), "nama": "ADI", "status": "Sudah Wafat"}], "status"),
        ("a.csv", [{"nik": nik(1), "nama": "ADI", "status": "aktif"}], "recipients"),
        ("a.csv", [{"nik": nik(1), "program": "PKH", "periode": "2026-10", "status": "diterima"}], "deliveries"),
        ("data p3ke.csv", [{"no_kk": kk(1), "nik": nik(1), "desil": "1"}], "p3ke"),
        ("a.csv", [{"no_kk": kk(1), "titik rumah": "-2.3 115.6 60 5"}], "coordinates"),
        ("a.csv", [answers()], "survey"),
        ("a.csv", [{"tanggal": "2026-10-01", "desa": "Hauwai", "uraian": "x", "status": "terbuka"}], "complaints"),
    ],
)  # fmt: skip
def test_what_a_file_is_by_its_headers_its_cells_and_its_name(tmp_path, name, rows, kind):
    assert guess_kind(csv_file(tmp_path / name, rows)) == kind


# --- program and period ------------------------------------------------------------------------------


def stated(path):
    return read_table(path, "recipients").stated


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("DAFTAR PENERIMA BLT DANA DESA BULAN OKTOBER 2026", ("BLTDD", "2026-10", "2026-10", True)),
        ("Penerima PKH Januari s.d. Maret 2026", ("PKH", "2026-01", "2026-03", False)),
        ("Penerima BPNT, dicetak 5 November 2026", ("SEMBAKO", "", "", False)),
        ("Bantuan beras 2026-09", ("CPP", "2026-09", "2026-09", True)),
        ("Penerima PKH dan BPNT Oktober 2026", ("", "2026-10", "2026-10", False)),
        ("Daftar warga", ("", "", "", False)),
    ],
)
def test_what_a_title_says_of_program_and_period(tmp_path, title, told):
    found = stated(xlsx_file(tmp_path / "a.xlsx", {"A": [[title], ["NIK", "NAMA"], [nik(1), "ADI"]]}))
    assert (found.program, found.first, found.last, found.is_sure()) == told


@pytest.mark.parametrize(
    ("name", "program", "period"), [("sembako", "SEMBAKO", ""), ("pkh_202610", "PKH", "2026-10"), ("pkh 10", "PKH", "")]
)
def test_the_name_of_a_file_says_program_and_period(name, program, period):
    found = stated_in([], (), name)
    assert (found.program, found.first) == (program, period)


def test_the_month_alone_is_a_guess():
    assert (stated_in([], (), "pkh 10").month, stated_in([], (), "pkh 10").is_period_sure) == (10, False)


def test_columns_that_say_it_and_a_name_that_says_otherwise_are_in_doubt(tmp_path):
    rows = [{"nik": nik(n), "program": "BLT-DD", "periode": "2026-10"} for n in range(3)]
    assert stated(csv_file(tmp_path / "daftar.csv", rows)).is_sure()
    assert not stated(csv_file(tmp_path / "pkh.csv", rows)).is_sure()


def test_the_shell_takes_a_list_that_says_both_and_asks_where_it_does_not(tmp_path, store):
    sure = xlsx_file(tmp_path / "a.xlsx", {"A": [["PENERIMA BLT DD OKTOBER 2026"], ["NIK"], [nik(1)]]})
    files = any_files(str(sure))
    assert [(file.program, file.period) for file in files] == [("BLTDD", "2026-10")]
    assert "Program dan bulan menurut berkas sendiri (judul): BLT Dana Desa, Oktober 2026." in describe(
        load_files(store, files)[0].facts
    )
    with pytest.raises(RecipientsArgument):
        any_files(str(csv_file(tmp_path / "pkh 10.csv", [recipient(1)])))


def test_what_the_user_says_counts_and_the_contradiction_is_told(tmp_path):
    checked = judged(tmp_path / "a.csv", [recipient(1, program="BLT-DD", bulan="Oktober 2026")], "recipients")
    told = checked.issues.loc[checked.issues["kind"] == "program_beda_dari_berkas"]
    assert told[["row", "severity"]].to_numpy().tolist() == [[0, "PERIKSA"]]
    assert "berkas: BLT Dana Desa; dipilih: PKH" in told["message"].iloc[0]
    assert "periode_beda_dari_berkas" not in set(checked.issues["kind"])


# --- remembered --------------------------------------------------------------------------------------


def strange(path, numbers):
    return csv_file(path, [{"Kolom A": nik(n), "Kolom B": f"ORANG {n}"} for n in numbers])


CHOICE = {"nik": "Kolom A", "name": "Kolom B"}


def test_a_corrected_layout_is_known_again_in_preview_and_load(tmp_path, store):
    first, second = strange(tmp_path / "satu.csv", [1]), strange(tmp_path / "dua.csv", [2, 3])
    with pytest.raises(ColumnsMissing):
        guess_kind(second)
    load_files(store, [SourceFile("recipients", first, "PKH", "2026-10", CHOICE)], Answers(by=BUDI))
    remembered = read_choices(store)
    assert guess_kind(second, remembered=remembered) == "recipients"
    matches = preview_table(second, "recipients", {}, remembered).mappings[0].matches
    assert [(match.field, match.is_guess, match.is_remembered) for match in matches] == [
        ("nik", False, True), ("name", False, True),
    ]  # fmt: skip
    report = load_files(store, [SourceFile("recipients", second, "PKH", "2026-10")])[0]
    assert report.accepted_count == 2
    assert any(
        "diingat" in sentence and "“Kolom A” dibaca sebagai NIK" in sentence for sentence in describe(report.facts)
    )


def test_what_was_corrected_is_in_the_history_with_its_author(tmp_path, store):
    load_files(
        store, [SourceFile("recipients", strange(tmp_path / "a.csv", [1]), "PKH", "2026-10", CHOICE)], Answers(by=BUDI)
    )
    changes = read_history(store, subject="berkas")
    told = changes[changes["what"] == "Kolom"]
    assert set(told["after"]) == {"NIK: kolom “Kolom A”", "Nama: kolom “Kolom B”"}
    assert set(told["who"]) == {"Budi (Kasi Kesra/PMD kecamatan)"}


def test_the_newest_correction_counts_and_other_headers_are_not_touched(tmp_path, store):
    rows = [{"nik": nik(1), "nama": "ADI", "nama ktp": "ADIMAN"}]
    for name, header in (("satu.csv", "nama ktp"), ("dua.csv", "nama")):
        rows[0]["nik"] = nik(len(name) + len(header))
        path = csv_file(tmp_path / name, rows)
        load_files(store, [SourceFile("recipients", path, "PKH", "2026-10", {"name": header})], Answers(by=BUDI))
    known = read_choices(store)
    assert read_table(csv_file(tmp_path / "tiga.csv", rows), "recipients", remembered=known).rows["name"].tolist() == [
        "ADI"
    ]
    other = csv_file(tmp_path / "lain.csv", [{"nik": nik(1), "nama ktp": "X", "nama": "Y"}])
    assert not any(
        match.is_remembered for match in read_table(other, "recipients", remembered=known).mappings[0].matches
    )


def test_a_load_that_fails_remembers_nothing(tmp_path, store):
    good = SourceFile("recipients", strange(tmp_path / "a.csv", [1]), "PKH", "2026-10", CHOICE)
    bad = SourceFile("recipients", csv_file(tmp_path / "b.csv", [{"x": "y"}]), "PKH", "2026-10")
    with pytest.raises(ColumnsMissing):
        load_files(store, [good, bad], Answers(by=BUDI))
    assert read_choices(store) == {}


def test_where_nothing_is_known_the_preview_offers_the_headers(tmp_path):
    preview = preview_table(strange(tmp_path / "a.csv", [1]), "recipients")
    assert preview.missing == "NIK atau No. KK"
    assert [match.header for match in preview.mappings[0].matches] == ["Kolom A", "Kolom B"]
    assert preview_table(strange(tmp_path / "a.csv", [1]), "recipients", CHOICE).row_count == 1


# --- places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2.35", -2.35), ("-2,35", -2.35), ("2°21'00\"S", -2.35), ("2° 21' 0,0\" LS", -2.35), ("115°33'E", 115.55),
        ("115°33'00\" BT", 115.55), ("2.35° S", -2.35), ("2,35 LS", -2.35), ("0°03'N", 0.05), ("-2°21'", -2.35),
    ],
)  # fmt: skip
def test_degrees_as_they_are_written(text, expected):
    assert degrees(pd.Series([text], dtype="str"))[0] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["utara", "2°75'S", "2°21'Z", "", "2.3.5", "-"])
def test_what_is_no_degree_is_none(text):
    assert pd.isna(degrees(pd.Series([text], dtype="str"))[0])


@pytest.mark.parametrize(
    "both",
    ["-2.35 115.55 61 7.7", "-2.35, 115.55", "-2.35;115.55", "-2,35; 115,55", "-2,35, 115,55", "-2,35 115,55",
     "2°21'00\"S, 115°33'00\"E", "-2.35,115.55"],
)  # fmt: skip
def test_both_coordinates_in_one_cell(tmp_path, both):
    row = {key: value for key, value in family().items() if key not in {"lat", "lon"}} | {"Titik Koordinat": both}
    taken = judged(tmp_path / "a.csv", [row]).taken
    assert taken[["point_lat", "point_lon"]].to_numpy()[0] == pytest.approx([-2.35, 115.55])


@pytest.mark.parametrize(
    ("name", "kecamatan", "found", "kind"),
    [
        ("Pudik", "Awayan", "63.11.03.2005", "desa_salah_eja"),
        ("Puadk", "Awayan", "63.11.03.2005", "desa_salah_eja"),
        ("Padik", "Awayan", None, "desa_tidak_dikenal"),
        ("Hauwqi", "Halong", HAUWAI, "desa_salah_eja"),
        ("Galumbang", "Halong", GALUMBANG, None),
    ],
)  # fmt: skip
def test_a_slip_in_a_short_name_within_its_kecamatan(tmp_path, name, kecamatan, found, kind):
    row = recipient(1, desa=name, kecamatan=kecamatan)
    checked = judged(tmp_path / "a.csv", [row], "recipients")
    code = checked.taken["by_name"].iloc[0]
    assert (None if pd.isna(code) else code) == found
    assert kind is None or kind in set(checked.issues["kind"])
