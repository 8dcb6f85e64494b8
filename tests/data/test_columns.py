"""Which column holds what: synonyms, guesses that say so, corrections by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_worlds import csv_file, family, kk, nik, xlsx_file

from data.errors import ColumnsMissing, FileEmpty, MappingInvalid
from data.facts import describe
from data.intake.columns import find_mapping, match_headers
from data.intake.fields import FIELDS, SYNONYMS, header_key
from data.intake.layouts import LAYOUTS, Layout
from data.intake.read import Sheet
from data.intake.table import read_table
from data.messages import sentence

FAMILIES, RECIPIENTS = LAYOUTS["families"], LAYOUTS["recipients"]
EVERYTHING = Layout("semua", "Semua", "families", tuple(FIELDS), ())


def sheet(*rows):
    cells = pd.DataFrame(list(rows), dtype="str").fillna("")
    cells.index = cells.index + 1
    return Sheet("Data", cells)


def found(headers, layout=FAMILIES):
    return {match.header: (match.field, match.is_guess) for match in match_headers(headers, layout)}


# --- found -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_synonym_is_its_field_however_it_is_written(field):
    for synonym in field.synonyms:
        for written in (synonym, synonym.upper(), f"  {synonym.replace(' ', '_')} *", synonym.replace(" ", ".")):
            assert found([written], EVERYTHING) == {written.strip(): (field.key, False)}, written


def test_no_synonym_means_two_fields():
    """A dictionary keeps the last of two: the count tells."""
    written = [(header_key(name), field.key) for field in FIELDS.values() for name in field.synonyms]
    assert len({key for key, _ in written}) == len(set(written)) == len(SYNONYMS)


def test_fields_of_layouts_are_fields():
    for layout in LAYOUTS.values():
        assert set(layout.fields) <= set(FIELDS)
        assert {field for needed in layout.needs for field in needed} <= set(layout.fields)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("rumah/gps", "gps"),
        ("_rumah/gps_latitude", "lat"),
        ("_rumah/gps_precision", "accuracy"),
        ("identitas/no_kk", "no_kk"),
        ("a1/identitas/desa", "desa"),
        ("petugas/nik", None),  # somebody else's
        ("nama/nik", None),  # a field is no group
        ("Tanggal/Bulan", None),  # words, no question
    ],
)
def test_the_groups_of_a_question_do_not_hide_it(header, field):
    match = match_headers([header], EVERYTHING)[0]
    assert (None if match.is_guess else match.field) == field


def test_a_misspelt_header_is_a_guess_and_says_so(tmp_path):
    path = csv_file(tmp_path / "a.csv", [{"nomor kartu kelurga": kk(1), "nama kepla keluarga": "ADI"}])
    mapping = read_table(path, "families").mappings[0]
    assert mapping.columns() == {"no_kk": 0, "name": 1}
    assert [match.is_guess for match in mapping.matches] == [True, True]


@pytest.mark.parametrize("header", ["", "KK", "ket", "no", "tanggal musdes", "alamat surel", "x1"])
def test_other_headers_are_no_guesses(header):
    """ "KK" is a synonym, exactly; the others are too short or too far from any."""
    assert found([header])[header][0] == ("no_kk" if header == "KK" else None)


def test_rt_is_never_guessed_to_be_rw():
    assert found(["rt", "rw"]) == {"rt": ("rt", False), "rw": ("rw", False)}


def test_the_first_of_two_columns_for_one_field_counts():
    assert [match.field for match in match_headers(["desil", "desil_nasional", "no_kk"], FAMILIES)] == [
        "desil", None, "no_kk",
    ]  # fmt: skip


def test_an_exact_header_goes_before_a_guess():
    assert [match.field for match in match_headers(["nomor kartu keluargaa", "no kk"], FAMILIES)] == [None, "no_kk"]


def test_a_layout_takes_only_its_own_fields():
    assert found(["desil", "nominal"], RECIPIENTS) == {"desil": (None, False), "nominal": ("amount_idr", False)}


def test_the_header_may_lie_below_titles_and_beside_numbers():
    mapping = find_mapping(
        sheet(["DAFTAR PENERIMA", "", ""], ["Kecamatan Halong", "", ""], ["No", "NIK", "Nama"], ["1", nik(1), "ADI"]),
        RECIPIENTS,
    )
    assert (mapping.header_row, mapping.columns()) == (3, {"nik": 1, "name": 2})


def test_the_fullest_row_of_headers_is_the_header():
    """A form in which one title row reads "NIK"."""
    mapping = find_mapping(sheet(["NIK", "", ""], ["NIK", "NAMA", "DESA"]), RECIPIENTS)
    assert mapping.header_row == 2


def test_headers_beyond_the_first_rows_are_not_looked_for():
    assert find_mapping(sheet(*[["x", "y"]] * 30, ["NIK", "NAMA"]), RECIPIENTS) is None


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_any_headers_give_one_match_each_and_no_field_twice(headers):
    matches = match_headers(headers, FAMILIES)
    fields = [match.field for match in matches if match.field]
    assert [match.column for match in matches] == list(range(len(headers)))
    assert len(fields) == len(set(fields))


# --- by hand -----------------------------------------------------------------------------------------


def test_a_choice_replaces_what_was_found(tmp_path):
    """Two desil: the file's own order says national first; the office wants the one of the province."""
    rows = [family(desil="3") | {"desil_provinsi": "7"}]
    path = csv_file(tmp_path / "a.csv", rows)
    assert read_table(path, "families").rows["desil"].tolist() == ["3"]
    table = read_table(path, "families", choice={"desil": "desil_provinsi"})
    assert table.rows["desil"].tolist() == ["7"]
    assert not any(match.is_guess for match in table.mappings[0].matches if match.header == "desil_provinsi")


def test_a_choice_can_name_what_no_synonym_knows(tmp_path):
    """Without it the file is refused: the very case mapping by hand is for."""
    path = csv_file(tmp_path / "a.csv", [{"Tanda pengenal": nik(1), "Penerima": "ADI"}])
    with pytest.raises(ColumnsMissing):
        read_table(path, "recipients")
    table = read_table(path, "recipients", choice={"nik": "Tanda pengenal", "name": "Penerima"})
    assert table.rows[["nik", "name"]].to_numpy().tolist() == [[nik(1), "ADI"]]


def test_a_choice_can_leave_a_column_out(tmp_path):
    path = csv_file(tmp_path / "a.csv", [family()])
    table = read_table(path, "families", choice={"desil": ""})
    assert "desil" not in table.present()
    assert table.rows["desil"].tolist() == [""]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"nik": "kolom lain"}, "kolom lain tidak ada"),
        ({"no_kk": ""}, "No. KK belum ditunjuk"),
        ({"nik": "nama", "name": "nama"}, "nama ditunjuk dua kali"),
    ],
)
def test_a_choice_that_does_not_fit_is_told(tmp_path, choice, told):
    with pytest.raises(MappingInvalid) as caught:
        read_table(csv_file(tmp_path / "daftar.csv", [family()]), "families", choice=choice)
    assert told in sentence(caught.value)
    assert "daftar.csv" in sentence(caught.value)


def test_mapping_chosen_refuses_headers_that_are_not_there():
    mapping = find_mapping(sheet(["NIK", "NAMA"]), RECIPIENTS)
    assert mapping.chosen({"name": "NIK", "nik": "NAMA"}).columns() == {"nik": 1, "name": 0}
    with pytest.raises(MappingInvalid):
        mapping.chosen({"name": "nama ibu"})


def test_a_header_that_stands_twice_is_its_first(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"NIK,NAMA,NAMA,NIK\n{nik(1)},ADI,BUDI,{nik(2)}\n", encoding="utf-8")
    for choice in ({}, {"name": "NAMA"}):
        assert read_table(path, "recipients", choice=choice).rows[["nik", "name"]].to_numpy().tolist() == [
            [nik(1), "ADI"]
        ]


def test_a_choice_holds_for_the_sheets_that_have_it(tmp_path):
    """Sheets of two desa, one of them with a column more."""
    path = xlsx_file(
        tmp_path / "a.xlsx",
        {"A": [["NIK", "NAMA"], [nik(1), "ADI"]], "B": [["NIK", "NAMA", "NAMA KTP"], [nik(2), "BUDI", "BUDIMAN"]]},
    )
    assert read_table(path, "recipients", choice={"name": "NAMA KTP"}).rows["name"].tolist() == ["ADI", "BUDIMAN"]


# --- refused -----------------------------------------------------------------------------------------


def test_a_file_without_headers_repeats_no_person(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{nik(1)},SITI JANNAH,Jl. Merdeka 5\n{nik(2)},ADI,x\n", encoding="utf-8")
    with pytest.raises(ColumnsMissing) as caught:
        read_table(path, "recipients")
    told = sentence(caught.value)
    assert "tidak ada baris judul yang dikenali" in told
    assert "SITI" not in told
    assert nik(1)[:8] not in told


@pytest.mark.parametrize("number", [nik(1), "63.11.02.170845.0011", "'6311021708450011", "6311 0217 0845 0011"])
def test_headers_are_told_and_people_are_not(tmp_path, number):
    """The person's row is as full as the row of headers, and the number may be written in any way."""
    path = xlsx_file(
        tmp_path / "a.xlsx", {"a": [["DAFTAR"], ["Tanda pengenal", "Penerima", "Umur"], [number, "SITI JANNAH", "41"]]}
    )
    with pytest.raises(ColumnsMissing) as caught:
        read_table(path, "recipients")
    assert caught.value.facts["found"] == "Tanda pengenal, Penerima, Umur"


def test_where_headers_cannot_be_told_from_people_nothing_is_repeated(tmp_path):
    path = csv_file(tmp_path / "a.csv", [{"SITI JANNAH": "ADI"}] * 3)
    with pytest.raises(ColumnsMissing) as caught:
        read_table(path, "recipients")
    assert "SITI" not in sentence(caught.value)


def test_the_sentence_names_what_is_needed_and_what_is_there(tmp_path):
    path = csv_file(tmp_path / "survei.csv", [{"Tanggal": "2026-10-01", "Nilai IKM": "4"}])
    with pytest.raises(ColumnsMissing) as caught:
        read_table(path, "recipients")
    assert "NIK atau No. KK" in sentence(caught.value)
    assert "Tanggal, Nilai IKM" in sentence(caught.value)


def test_headers_alone_are_an_empty_file(tmp_path):
    (tmp_path / "a.csv").write_text("nik,nama\n\n", encoding="utf-8")
    with pytest.raises(FileEmpty):
        read_table(tmp_path / "a.csv", "recipients")


# --- rows --------------------------------------------------------------------------------------------


def test_total_and_empty_rows_are_no_people(tmp_path):
    path = xlsx_file(
        tmp_path / "a.xlsx",
        {
            "Hauwai": [
                ["NIK", "NAMA", "NOMINAL"], [nik(1), "ADI", "1"], [None, "JUMLAH", "1"], [], [nik(2), "JUMLAH", "1"],
                ["", "Sub Total", "1"], ["###"],
            ],
            "Catatan": [["Keterangan"], ["x"]],
        },
    )  # fmt: skip
    table = read_table(path, "recipients")
    # Row 5 is a person called JUMLAH: a number of identity stands in it.
    assert table.rows[["sheet", "row"]].to_numpy().tolist() == [["Hauwai", 2], ["Hauwai", 5]]
    assert table.not_people[["row", "kind"]].to_numpy().tolist() == [
        [3, "baris_jumlah"], [4, "baris_kosong"], [6, "baris_jumlah"], [7, "akhir_daftar"],
    ]  # fmt: skip
    assert table.skipped_sheets == ("Catatan",)


@pytest.mark.parametrize("nothing", ["", "-", "--", "NULL", "null", "(NULL)", "None", "NaN", "NA", "N/A", "#N/A"])
def test_words_for_nothing_are_nothing(tmp_path, nothing):
    row = family(1, desil=nothing, lat=nothing, lon=nothing, nik=nothing, jumlah_anggota=nothing, desa=nothing)
    rows = read_table(csv_file(tmp_path / "a.csv", [row]), "families").rows
    assert rows.loc[0, ["lat", "lon", "nik", "member_count", "desa"]].tolist() == [""] * 5
    assert rows.loc[0, "desil"] == nothing  # worth a look, not to be taken for a gap


def test_a_person_may_be_called_nan(tmp_path):
    rows = read_table(csv_file(tmp_path / "a.csv", [family(nama="Nan")]), "families").rows
    assert rows.loc[0, "name"] == "Nan"


def test_guesses_are_told_in_words_whatever_the_header():
    facts = {"guessed": ["NIK → KPM → nik", "nama → name"], "skipped_sheets": []}
    assert describe(facts) == [
        "Kolom yang ditebak, periksa: “NIK → KPM” dibaca sebagai NIK, “nama” dibaca sebagai Nama."
    ]
