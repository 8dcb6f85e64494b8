"""Every check of intake: a file that makes it speak, about the right row, and a clean file that leaves all silent."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_worlds import (
    GALUMBANG,
    GALUMBANG_AWAYAN,
    METRE,
    PUDAK,
    answers,
    csv_file,
    family,
    gazetteer,
    judged,
    kinds,
    kk,
    nik,
    nowhere,
    recipient,
    xlsx_file,
)

from data import checks
from data.checks import CHECKS, CRITICAL, OWN_CHECKS, PLACE_CHECKS, SEVERITIES
from data.checks.identity import damaged_by_excel
from data.intake.fields import FIELDS
from data.intake.layouts import LAYOUTS
from data.intake.table import judge, read_table
from geo.errors import UnknownCodes

BY_KEY = {check.key: check for check in CHECKS}
METRES_WEST = 115.5 - 50 * METRE, 115.5 - 3000 * METRE
"""Longitudes 50 m and 3 km west of Hauwai."""
EXCEL = [nik(1, birth=f"{10 + number}0845")[:15] + "0" for number in range(6)]
"""Six NIKs of six end in 0: a chance of one in a million, were it nature."""


def people(count, make=recipient, **changes):
    return [make(number, **changes) for number in range(1, count + 1)]


def without(row, *columns):
    return {name: value for name, value in row.items() if name not in columns}


EVERYWHERE = [
    family(1),
    family(2, kode_desa=GALUMBANG, desa="Galumbang", lon="115.65"),
    family(3, kode_desa=GALUMBANG_AWAYAN, desa="Galumbang", kecamatan="Awayan", lat="-2.25"),
    family(4, kode_desa=PUDAK, desa="Pudak", kecamatan="Awayan", lat="-2.25", lon="115.65"),
]
HARMFUL = [
    "=1+1", "<img src=x onerror=alert(1)>", "@SUM(A1)", "+62", "-cmd|'/c'!A1", "A\x07B", "\u202eADI", "X" * 201,
    "SITI ? AMINAH", 'O\'BRIEN "X"; DROP TABLE keluarga;--', "SITI 😀",
]  # fmt: skip
# Check → layout, rows (the first is row 2 of the file), rows about which it speaks (0: the column).
EXAMPLES = {
    "nik_bukan_angka": ("recipients", [recipient(1), recipient(2, nik="6311O21708450013")], [3]),
    "nik_panjang": ("recipients", [recipient(1), recipient(2, nik="63110217084500")], [3]),
    "nik_serial_nol": ("recipients", [recipient(1), recipient(2, nik="6311021708450000")], [3]),
    "nik_bulan_mustahil": ("recipients", [recipient(1), recipient(2, nik=nik(2, birth="171345"))], [3]),
    "nik_tanggal_mustahil": ("recipients", [recipient(1), recipient(2, nik=nik(2, birth="310445"))], [3]),
    "nik_rusak_excel": ("recipients", [recipient(n, nik=cut) for n, cut in enumerate(EXCEL)], [0]),
    "kk_rusak_excel": ("families", [family(n, no_kk=kk(n)[:15] + "0") for n in range(6)], [0]),
    "kk_tidak_sah": (
        "families",
        [family(1), family(2, no_kk="631102120320013"), family(3, no_kk="0000000000000001"), family(4, no_kk="")],
        [3, 4, 5],
    ),
    "tanpa_identitas": ("recipients", [recipient(1), recipient(2, nik="", no_kk=""), recipient(3, nik="")], [3]),
    # nik(): born on 17 August 1945. 08/17 is no date, so a NIK of 5 August 1967 shows the swap.
    "tanggal_lahir_beda_nik": (
        "recipients",
        [recipient(n, tgl_lahir=born) for n, born in enumerate(["17/08/1945", "18/08/1945", "1945-08-17"], 1)],
        [3],
    ),
    "tanggal_bulan_tertukar": (
        "recipients",
        [recipient(1, tgl_lahir=""), recipient(2, nik=nik(2, birth="050867"), tgl_lahir="08/05/1967")],
        [3],
    ),
    "jenis_kelamin_beda_nik": (
        "recipients",
        [recipient(1, jk="L"), recipient(2, jk="PEREMPUAN"), recipient(3, nik=nik(3, birth="570845"), jk="2")],
        [3],
    ),
    "baris_ganda": ("families", [family(1), family(2), family(1, nama="Kepala-1"), family(2, nama="")], [4, 5]),
    "nik_ganda_beda_nama": ("recipients", [recipient(1), recipient(1, nama="BUDI"), recipient(1)], [3]),
    # One digit of the NIK and one letter of the name: row 3 is row 2 again. Row 4 has another name, row 5 two digits.
    "orang_mirip": (
        "members",
        [
            recipient(1, nik="6311021708450002", nama="SITI AMINAH"),
            recipient(2, nik="6311021708450012", nama="SITI AMINAN"),
            recipient(3, nik="6311021708450022", nama="BUDI SANTOSO"),
            recipient(4, nik="6311021708450033", nama="SITI AMINAH"),
        ],
        [3],
    ),
    "jumlah_tidak_sah": (
        "deliveries",
        [
            recipient(n, jumlah=amount, status=status)
            for n, (amount, status) in enumerate(
                [("200000", "diterima"), ("-1", "diterima"), ("0", "gagal"), ("0", "diterima")]
            )
        ],
        [3, 5],
    ),
    "tanggal_mustahil": (
        "deliveries",
        [recipient(n, status="diterima", tanggal=day) for n, day in enumerate(["2026-10-31", "2027-13-45", ""])],
        [3],
    ),
    # Ten families on one fix, accuracy and all; ten others on the same spot, each measured.
    "koordinat_sama_sedusun": (
        "families",
        [family(n, lokasi="-2.35 115.55 60 5.0" if n <= 10 else f"-2.35 115.55 60 {n}.1") for n in range(1, 21)],
        list(range(2, 12)),
    ),
    "kk_ganda_beda_nama": ("families", [family(1), family(1, nama="BUDI", nik=nik(9)), family(1)], [3]),
    "kode_desa_tidak_dikenal": ("families", [*people(4, family), family(5, kode_desa="63.11.02.2099")], [6]),
    "kode_bps_bukan_kemendagri": ("families", [*EVERYWHERE, family(5, kode_desa="6311060001")], [6]),
    "desa_salah_eja": ("families", [family(1), family(2, desa="Hauwaii", kode_desa="")], [3]),
    "desa_tidak_dikenal": ("families", [family(1), family(2, desa="Surabaya", kode_desa="")], [3]),
    "desa_nama_ganda": (
        "recipients",
        [recipient(1) | {"desa": "Pudak"}, recipient(2) | {"desa": "Galumbang"}],
        [3],
    ),
    "kode_nama_desa_beda": ("families", [*people(4, family), family(5, desa="Galumbang", lat="", lon="")], [6]),
    "tanpa_desa": ("families", [family(1), family(2, kode_desa="", desa="", lat="", lon="")], [3]),
    "koordinat_kosong": ("families", [family(1), family(2, lat="")], [3]),
    "koordinat_tidak_terbaca": ("families", [family(1), family(2, lat="utara")], [3]),
    "koordinat_derajat": ("families", [family(1), family(2, lat="2°21'00\"S", lon="115°33'E")], [3]),
    "koordinat_koma": ("families", [family(1), family(2, lat="-2,35", lon="115,55")], [3]),
    "koordinat_tertukar": ("families", [family(1), family(2, lat="115.55", lon="-2.35")], [3]),
    "koordinat_nol": ("families", [family(1), family(2, lat="0", lon="0.0")], [3]),
    "koordinat_jauh": ("families", [family(1), family(2, lon="118.1"), family(3, lat="-23.5")], [3, 4]),
    "di_luar_desa": ("families", [family(1), family(2, lon=f"{METRES_WEST[1]:.6f}")], [3]),
    # 30 of 120 points lie in the desa to the east.
    "batas_mungkin_bergeser": (
        "families",
        [family(n, lon="115.65" if n <= 30 else "115.55") for n in range(1, 121)],
        [0],
    ),
    "di_luar_desa_toleransi": ("families", [family(1), family(2, lon=f"{METRES_WEST[0]:.6f}")], [3]),
    "desil_tidak_sah": (
        "families",
        [family(1), *[family(n, desil=desil) for n, desil in enumerate(["0", "11", "2.5", "miskin", "-3", "-"], 2)]],
        [3, 4, 5, 6, 7, 8],
    ),
    "desil_kosong": ("families", [family(1), family(2, desil="")], [3]),
    "kolom_desil_tidak_ada": ("families", [without(family(1), "desil"), without(family(2), "desil")], [0]),
    "jenis_data_salah": ("families", [family(1), family(2, jumlah_anggota="dua")], [3]),
    "jawaban_di_luar_1_4": (
        "survey",
        [answers(), answers(u4="7"), answers(u1=""), answers(u9="0"), answers(u2="baik"), answers(u3="3 - Baik")],
        [3, 5, 6],
    ),
    "program_beda_dari_berkas": ("recipients", [recipient(1, program="BLT-DD")], [0]),
    "periode_beda_dari_berkas": ("recipients", [recipient(1, bulan="September 2026")], [0]),
    "jumlah_bantuan_tidak_terbaca": ("recipients", [recipient(1), recipient(2, jumlah="dua ratus ribu")], [3]),
    "teks_berbahaya": (
        "families",
        [family(1), *[family(n, nama=name) for n, name in enumerate(HARMFUL, 2)]],
        list(range(3, 14)),
    ),
}  # fmt: skip
CLEAN = {
    "families": [row | {"lat": f"-2.35{place:02d}"} for place, row in enumerate(people(40, family), start=1)],
    "recipients": [row | {"kode_desa": PUDAK, "desa": "Pudak", "lat": "-2.25", "lon": "115.65"} for row in people(40)],
}


def found(checked, key):
    issues = checked.issues
    return sorted(issues.loc[issues["kind"] == key, "row"])


@pytest.mark.parametrize("key", BY_KEY)
def test_every_check_has_an_example(key):
    assert key in EXAMPLES


@pytest.mark.parametrize(("key", "example"), EXAMPLES.items(), ids=EXAMPLES)
def test_a_check_speaks_about_the_rows_it_should(tmp_path, key, example):
    layout, rows, wanted = example
    checked = judged(tmp_path / "a.csv", rows, layout)
    assert found(checked, key) == wanted
    issues = checked.issues[checked.issues["kind"] == key]
    assert set(issues["severity"]) == {BY_KEY[key].severity_for(layout)}
    waits = set(checked.set_aside["row"]) & set(wanted)
    assert waits == (set(wanted) if BY_KEY[key].severity_for(layout) == CRITICAL else set())


@pytest.mark.parametrize("layout", CLEAN)
def test_all_checks_are_silent_about_a_clean_file(tmp_path, layout):
    checked = judged(tmp_path / "a.csv", CLEAN[layout], layout)
    assert checked.issues.empty
    assert len(checked.taken) == 40


@pytest.mark.parametrize("check", CHECKS, ids=BY_KEY)
def test_a_check_is_well_formed(check):
    assert check.severity in SEVERITIES
    assert set(check.severity_in.values()) <= set(SEVERITIES)
    assert set(check.fields) <= set(FIELDS)
    assert set(check.layouts) <= set(LAYOUTS)
    assert check.message.endswith(".")
    assert check.remedy.endswith(".")
    assert check.find.__doc__


def test_kinds_are_unique():
    assert len(BY_KEY) == len(CHECKS) == len(OWN_CHECKS) + len(PLACE_CHECKS)


def test_what_decides_who_waits_needs_no_place():
    """Else the order of loading would decide which rows are set aside."""
    assert all(CRITICAL not in {check.severity, *check.severity_in.values()} for check in PLACE_CHECKS)


def test_an_issue_shows_the_cell_and_the_column(tmp_path):
    checked = judged(tmp_path / "a.csv", [family(1), family(2, desil="11")])
    assert checked.issues.to_dict("records") == [
        {
            "sheet": "", "row": 3, "key": kk(2), "kind": "desil_tidak_sah", "severity": "PERIKSA", "field": "desil",
            "value": "11", "message": "Desil harus angka 1–10; keluarga dihitung tanpa desil.",
            "remedy": "Lihat desil di DTSEN, perbaiki, lalu muat lagi.",
        }
    ]  # fmt: skip


def test_a_long_cell_is_cut_in_the_list_of_issues(tmp_path):
    checked = judged(tmp_path / "a.csv", [family(1, nama="Y" * 2000)])
    assert checked.issues["value"].str.len().tolist() == [120]


def test_a_nik_may_be_wrong_in_a_list_of_families(tmp_path):
    """A family is known by its KK number: the NIK is looked at, the row is taken."""
    checked = judged(tmp_path / "a.csv", [family(1, nik="631102")])
    assert checked.issues[["kind", "severity"]].to_numpy().tolist() == [["nik_panjang", "PERIKSA"]]
    assert checked.taken["nik_key"].isna().tolist() == [True]
    assert checked.set_aside.empty


def test_a_wrong_kk_sets_no_recipient_aside_who_has_a_nik(tmp_path):
    checked = judged(tmp_path / "a.csv", [recipient(1, no_kk="123")], "recipients")
    assert checked.issues[["kind", "severity"]].to_numpy().tolist() == [["kk_tidak_sah", "PERIKSA"]]
    assert checked.taken[["nik_key", "row_key"]].to_numpy().tolist() == [[nik(1), f"NIK {nik(1)}"]]


def test_zeros_never_join_two_families(tmp_path):
    checked = judged(tmp_path / "a.csv", [recipient(n, nik="", no_kk="0" * 16) for n in (1, 2)], "recipients")
    assert checked.taken.empty
    assert set(checked.set_aside["row"]) == {2, 3}


def test_all_rows_may_wait(tmp_path):
    checked = judged(tmp_path / "a.csv", [family(1, no_kk="1"), family(2, no_kk="2")])
    assert (len(checked.taken), len(checked.set_aside)) == (0, 2)


def test_without_any_list_of_regions_names_are_not_called_unknown(tmp_path):
    assert "desa_tidak_dikenal" not in kinds(judged(tmp_path / "a.csv", [family(1)], world=nowhere()))


# --- the calendar in a NIK -----------------------------------------------------------------------------

BIRTHS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
NIK_FAULTS = {"nik_bukan_angka", "nik_panjang", "nik_serial_nol", "nik_bulan_mustahil", "nik_tanggal_mustahil"}


def nik_faults(*numbers):
    """The faults of the NIKs, one set per number."""
    frame = pd.DataFrame({"nik_digits": pd.Series(numbers, dtype="str"), "sheet": "", "issue_key": ""})
    frame = frame.assign(row=range(len(frame)), is_nik_cut=False, nik=frame["nik_digits"])
    only = tuple(check for check in CHECKS if check.key in NIK_FAULTS)
    issues = checks.run(checks.Batch(frame, frozenset({"nik"}), "recipients"), only)
    by_row = issues.groupby("row")["kind"].agg(set).to_dict()
    return [by_row.get(number, set()) for number in range(len(numbers))]


@given(st.lists(st.tuples(BIRTHS, st.booleans(), st.integers(1, 9999)), min_size=1, max_size=50))
def test_whoever_was_born_has_a_nik_without_fault(people):
    numbers = [
        f"631102{born.day + 40 * is_woman:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"
        for born, is_woman, serial in people
    ]
    assert nik_faults(*numbers) == [set()] * len(numbers)


def test_only_real_days_of_birth_pass():
    """All days 00–79, months 00–13 and years 00–99, against Python's calendar of both centuries a year may mean."""

    def exists(day, month, year):
        longest = [calendar.monthrange(century + year, month)[1] for century in (1900, 2000)]
        return 1 <= (day - 40 if day > 40 else day) <= max(longest)

    dates = list(itertools.product(range(80), range(14), range(100)))
    found = nik_faults(*(f"631102{day:02d}{month:02d}{year:02d}0001" for day, month, year in dates))
    for date, faults in zip(dates, found, strict=True):
        if not 1 <= date[1] <= 12:
            assert faults == {"nik_bulan_mustahil"}, date
        else:
            assert faults == (set() if exists(*date) else {"nik_tanggal_mustahil"}), date


def test_29_february():
    """2000 was a leap year (1900 was not), 1996 was, 1999 and 1901 or 2001 were not; a woman's day is 69."""
    assert nik_faults("6311022902000001", "6311026902960001", "6311022902990001", "6311026902010001") == [
        set(), set(), {"nik_tanggal_mustahil"}, {"nik_tanggal_mustahil"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("6311020108450001", set()), ("6311023108450001", set()), ("6311027108450001", set()),
        ("6311023208450001", {"nik_tanggal_mustahil"}), ("6311024008450001", {"nik_tanggal_mustahil"}),
        ("6311027208450001", {"nik_tanggal_mustahil"}), ("6311020008450001", {"nik_tanggal_mustahil"}),
        ("6311021700450001", {"nik_bulan_mustahil"}), ("6311021713450001", {"nik_bulan_mustahil"}),
        ("6311021708450000", {"nik_serial_nol"}), ("63110217084500011", {"nik_panjang"}), ("1", {"nik_panjang"}),
        ("631102170845000A", {"nik_bukan_angka"}), ("6,31102E+15x", {"nik_bukan_angka"}),
        ("٦٣١١٠٢١٧٠٨٤٥٠٠٠١", {"nik_bukan_angka"}), ("", set()),
    ],
)  # fmt: skip
def test_faults_of_a_nik(number, fault):
    assert nik_faults(number) == [fault]


# --- numbers that went through Excel -------------------------------------------------------------------


@pytest.mark.parametrize("written", ["6,31102E+15", "6.31102E+15", "631102E+15", "6E+15", "6.311e15"])
def test_scientific_notation_is_damage_wherever_it_stands(written):
    assert damaged_by_excel(pd.Series([written, nik(1)], dtype="str")).tolist() == [True, False]


@given(st.integers(2, 400), st.integers(0, 100))
def test_damage_is_of_the_column(count, zero_pct):
    """All numbers that end in 0 are damaged or none is; the others never are."""
    zeros = count * zero_pct // 100
    numbers = pd.Series([nik(n)[:15] + ("0" if n < zeros else "7") for n in range(count)], dtype="str")
    damaged = damaged_by_excel(numbers)
    assert not damaged[numbers.str.endswith("7")].any()
    of_zeros = damaged[numbers.str.endswith("0")]
    assert of_zeros.all() or not of_zeros.any()


@pytest.mark.parametrize(
    ("zeros", "count", "is_damaged"),
    [
        (1, 1, False), (2, 2, False), (3, 3, False), (4, 4, True), (6, 6, True), (3, 10, False), (10, 100, False),
        (25, 100, False), (40, 100, True), (200, 1000, False), (350, 1000, True), (1000, 1000, True),
    ],
)  # fmt: skip
def test_how_many_zeros_are_too_many(zeros, count, is_damaged):
    """One in ten is nature. Few rows prove nothing: three of three happens in one list of a thousand."""
    numbers = pd.Series([nik(n)[:15] + ("0" if n < zeros else "7") for n in range(count)], dtype="str")
    assert damaged_by_excel(numbers).any() == is_damaged


def test_a_damaged_column_is_matched_by_the_kk(tmp_path):
    checked = judged(tmp_path / "a.csv", [recipient(n, nik=cut) for n, cut in enumerate(EXCEL)], "recipients")
    assert kinds(checked) == {"nik_rusak_excel"}
    assert checked.taken["nik_key"].isna().all()
    assert checked.taken["kk_key"].tolist() == [kk(n) for n in range(6)]
    assert checked.issues["value"].tolist() == ["6 baris"]


def test_a_workbook_that_kept_niks_as_numbers(tmp_path):
    """Excel keeps 15 digits; what calamine hands over is the damaged number, exactly."""
    rows = [["nik", "no_kk", "nama"], *[[float(nik(n)[:15] + "0"), kk(n), "A"] for n in range(8)]]
    checked = judge(read_table(xlsx_file(tmp_path / "a.xlsx", {"Sheet1": rows}), "recipients"), gazetteer())
    assert checked.taken["nik"].tolist() == [nik(n)[:15] + "0" for n in range(8)]
    assert kinds(checked) == {"nik_rusak_excel"}


def test_in_a_damaged_column_another_name_under_the_same_kk_is_told(tmp_path):
    rows = [recipient(n, nik=cut) for n, cut in enumerate(EXCEL)]
    of_the_family = rows[1] | {"no_kk": rows[0]["no_kk"]}  # another NIK: another member
    checked = judged(tmp_path / "a.csv", [*rows, rows[0] | {"nama": "BUDI"}, of_the_family], "recipients")
    assert found(checked, "nik_ganda_beda_nama") == [8]


def test_a_damaged_column_without_kk_sets_its_rows_aside(tmp_path):
    rows = [without(recipient(n, nik=cut), "no_kk") for n, cut in enumerate(EXCEL)]
    checked = judged(tmp_path / "a.csv", rows, "recipients")
    assert kinds(checked) == {"nik_rusak_excel", "tanpa_identitas"}
    assert len(checked.set_aside) == 6


# --- twice ---------------------------------------------------------------------------------------------


def test_the_first_of_a_repeated_family_counts(tmp_path):
    checked = judged(tmp_path / "a.csv", [family(1, desil="2"), family(1, desil="9")])
    assert checked.taken[["desil", "is_repeat"]].to_numpy().tolist() == [["2", False], ["9", True]]


def test_two_members_of_a_family_are_two_recipients(tmp_path):
    rows = [recipient(1), recipient(2, no_kk=kk(1))]
    checked = judged(tmp_path / "a.csv", rows, "recipients")
    assert checked.issues.empty
    assert not checked.taken["is_repeat"].any()


def test_rows_of_two_sheets_are_compared(tmp_path):
    rows = [["NIK", "NAMA"], [nik(1), "ADI"]]
    table = read_table(xlsx_file(tmp_path / "a.xlsx", {"A": rows, "B": rows}), "recipients")
    issues = judge(table, gazetteer()).issues
    assert issues[["sheet", "row", "kind"]].to_numpy().tolist() == [["B", 2, "baris_ganda"]]


def test_skipped_sheets_and_totals_are_told(tmp_path):
    path = xlsx_file(
        tmp_path / "a.xlsx",
        {"A": [["NIK", "NAMA"], [nik(1), "ADI"], [None, "TOTAL"]], "Petunjuk": [["Isi dengan huruf besar"]]},
    )
    issues = judge(read_table(path, "recipients"), gazetteer()).issues
    assert set(issues[["sheet", "row", "kind", "severity"]].itertuples(index=False, name=None)) == {
        ("A", 3, "baris_jumlah", "INFO"), ("Petunjuk", 0, "lembar_dilewati", "INFO"),
    }  # fmt: skip


# --- hostile -------------------------------------------------------------------------------------------

HOSTILE = [
    "=cmd|' /C calc'!A0", "'; DROP TABLE family; --", "<script>alert(1)</script>", "\x01\x1f", "\u202e\u2066",
    "💥" * 50, "NaN", "Infinity", "-0", "1e309", "9" * 2000, "A" * 2000, "{{7*7}}", "${x}", "%s%n", "../../etc/passwd",
    "\\N", "true",
    "٠١٢٣", "\ufeff", " \t ", '"', "a\nb", "e\u0301\u0301\u0301",
]  # fmt: skip


@pytest.mark.parametrize("layout", CLEAN)
def test_hostile_text_in_any_field_neither_stops_nor_bends_the_others(tmp_path, layout):
    """Each text stands once in each field, between forty clean rows that load with nothing against them."""
    clean = CLEAN[layout]
    make = family if layout == "families" else recipient
    fields = [(column, text) for text in HOSTILE for column in clean[0]]
    bad = [clean[0] | make(number) | {column: text} for number, (column, text) in enumerate(fields, 100)]
    checked = judged(tmp_path / "a.csv", [*clean, *bad], layout)
    assert len(checked.table.rows) == len(checked.taken) + len(checked.set_aside) > 200
    assert set(range(2, 42)) <= set(checked.taken["row"])
    assert not set(checked.issues["row"]) & set(range(2, 42))


def test_a_file_whose_every_cell_is_hostile(tmp_path):
    rows = [dict.fromkeys(family(), text) for text in HOSTILE if text.strip()]
    path = csv_file(tmp_path / "a.csv", rows)
    with pytest.raises(UnknownCodes):  # stops and asks what these codes are
        judge(read_table(path, "families"), gazetteer())
    checked = judge(read_table(path, "families", choice={"desa_code": ""}), gazetteer())
    assert len(checked.set_aside) + len(checked.taken) == len(checked.table.rows) > 10
    assert GALUMBANG not in set(checked.taken["placed_code"])


def test_the_answer_at_fault_is_the_one_that_is_named(tmp_path):
    """Row 2 says U4 = 7 with U1 = 3; row 3 says U2 and U9 wrongly: the first is named."""
    rows = [answers(u1="3", u4="7"), answers(u9="0", u2="baik")]
    issues = judged(tmp_path / "ikm.csv", rows, "survey").issues
    found = issues[issues["kind"] == "jawaban_di_luar_1_4"]
    assert found[["row", "field", "value"]].to_numpy().tolist() == [[2, "u4", "7"], [3, "u2", "baik"]]
