"""Rows that wait are corrected and taken in as if their file had said so; others wait on, and nothing is lost."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_worlds import PUDAK, csv_file, families_of, family, kk, layer, nik, recipient, recipients_of, xlsx_file

from analytics.coverage import read_coverage
from data.__main__ import parser
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    CorrectionsColumnsLost,
    CorrectionsDamaged,
    CorrectionsMasked,
    CorrectionsUnidentified,
    PurposeMissing,
    RowNotWaiting,
)
from data.facts import describe
from data.history import read_history
from data.intake.load import bring_back_load, load_files, withdraw_load
from data.intake.preview import guess_kind
from data.intake.request import Answers, SourceFile
from data.intake.waiting_acts import Correction, correct_rows, leave_out_row, put_back_row, take_back_row
from data.messages import sentence
from data.papers.rows import Wish, returned
from data.roles import Actor
from data.store import Store
from data.waiting_rows import download_waiting, read_done, read_waiting

BUDI = Actor("Budi", "kasi")
COUNTED = ("family", "recipient", "family_record", "recipient_record", "member_record", "set_aside")


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory):
    path = tmp_path_factory.mktemp("batas") / "batas.geojson"
    named = layer().rename(columns={"desa_name": "nama", "kecamatan_name": "kecamatan", "bps_code": "kode_bps"})
    named.reset_index(names="kode").to_file(path, driver="GeoJSON")
    return SourceFile("boundaries", path)


@pytest.fixture(scope="module")
def with_boundaries(tmp_path_factory, boundaries):
    path = tmp_path_factory.mktemp("dasar") / "dasar.duckdb"
    opened = Store.open(path)
    load_files(opened, [boundaries])
    opened.close()
    return path


@pytest.fixture
def store(tmp_path, with_boundaries):
    opened = Store.open(shutil.copy(with_boundaries, tmp_path / "a.duckdb"))
    yield opened
    opened.close()


def tables(store):
    """What counts and what is doubted, without what only says how it came about."""
    with store.write(is_change=False) as cursor:
        found = {name: cursor.execute(f'FROM "{name}"').df() for name in COUNTED}
    found["issues"] = store.frame("store/issues")
    found["coverage"] = read_coverage(store)
    kept = {name: frame.drop(columns=["said", "typed"], errors="ignore").astype("str") for name, frame in found.items()}
    return {name: frame.sort_values(list(frame)).reset_index(drop=True) for name, frame in kept.items()}


def assert_same(one, other):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name, check_dtype=False)


def counts(store, table):
    with store.write(is_change=False) as cursor:
        return cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608  own names


def fix(store, row, load_id=2, **cells):
    return correct_rows(store, [Correction(load_id, "", row, cells)], by=BUDI)


def test_a_corrected_row_is_taken_in_and_counts(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="123")]))])
    assert (counts(store, "family"), counts(store, "set_aside")) == (1, 1)
    outcome = fix(store, 3, no_kk=kk(2))
    assert (outcome.entered, outcome.waiting) == (1, 0)
    assert (counts(store, "family"), counts(store, "set_aside")) == (2, 0)
    [loaded] = store.frame("store/loads").query("kind == 'families'").to_dict("records")
    assert (loaded["row_count"], loaded["accepted_count"], loaded["set_aside_count"]) == (2, 2, 0)
    withdraw_load(store, 2)
    assert counts(store, "family") == 0
    bring_back_load(store, 2)
    assert counts(store, "family") == 2


@pytest.fixture(scope="module")
def right_rows():
    """Eight families in two desa: one stands twice, one point lies elsewhere, one name is misspelt."""
    rows = [family(number) for number in range(1, 7)]
    rows.append(family(3))
    rows.append(family(8, lon="115.65", desil="12"))
    rows[4] |= {"kode_desa": "", "desa": "Hauway"}
    return rows


SPOILT = {"no_kk": ["123", "", "0000000000000000", "6,31102E+15", "63110212032000AB"]}


@settings(max_examples=3, deadline=None)
@given(
    faults=st.dictionaries(st.integers(0, 7), st.sampled_from(SPOILT["no_kk"]), min_size=1, max_size=5), data=st.data()
)
def test_a_file_corrected_is_the_file_that_was_right(faults, data, right_rows, with_boundaries, tmp_path_factory):
    home = tmp_path_factory.mktemp("sama")
    wrong = [{**row, "no_kk": faults[number]} if number in faults else row for number, row in enumerate(right_rows)]
    given_, wanted = (Store.open(shutil.copy(with_boundaries, home / name)) for name in ("a.duckdb", "b.duckdb"))
    load_files(given_, [families_of(csv_file(home / "k.csv", wrong))])
    (home / "b").mkdir()
    load_files(wanted, [families_of(csv_file(home / "b" / "k.csv", right_rows))])
    order = data.draw(st.permutations(sorted(faults)))
    some = data.draw(st.integers(0, min(2, len(order))))  # one by one, then the rest at once
    for number in order[:some]:
        fix(given_, number + 2, no_kk=right_rows[number]["no_kk"])
    rest = [Correction(2, "", number + 2, {"no_kk": str(right_rows[number]["no_kk"])}) for number in order[some:]]
    correct_rows(given_, rest, by=BUDI)
    assert_same(tables(given_), tables(wanted))
    given_.close()
    wanted.close()


def lists(store, path, rows, program="PKH"):
    load_files(store, [recipients_of(csv_file(path, rows), program)])


def test_a_row_that_is_still_wrong_waits_on_with_its_new_reason(store, tmp_path):
    """15 digits, then 16 with month 13, then right."""
    lists(store, tmp_path / "p.csv", [recipient(1), recipient(2, nik="123")])
    outcome = fix(store, 3, nik=nik(2, birth="171345"))
    assert (outcome.entered, outcome.waiting) == (0, 1)
    waiting = read_waiting(store)
    assert [list(kinds) for kinds in waiting["kinds"]] == [["nik_bulan_mustahil"]]
    assert counts(store, "recipient") == 1
    assert fix(store, 3, nik=nik(2)).entered == 1
    assert counts(store, "recipient") == 2
    with store.write(is_change=False) as cursor:
        kept = cursor.execute("SELECT before, after, by_name FROM correction ORDER BY corrected_at").fetchall()
    assert [(json.loads(before)["nik"], json.loads(after)["nik"], who) for before, after, who in kept] == [
        ("123", nik(2, birth="171345"), "Budi"), (nik(2, birth="171345"), nik(2), "Budi"),
    ]  # fmt: skip


def test_what_is_said_twice_is_found_among_the_neighbours(store, tmp_path):
    """Row 2 becomes the person of row 3, under another name, and of row 4, under the same."""
    rows = [recipient(1, nik="1", nama="ADI"), recipient(2, nama="BUDI"), recipient(2, nama="BUDI")]
    lists(store, tmp_path / "p.csv", rows)
    fix(store, 2, nik=nik(2), no_kk=kk(2))
    issues = store.frame("store/issues")
    found = issues[issues["kind"].isin(["baris_ganda", "nik_ganda_beda_nama"])]
    assert found[["row", "kind"]].to_numpy().tolist() == [[3, "nik_ganda_beda_nama"], [4, "nik_ganda_beda_nama"]]
    with store.write(is_change=False) as cursor:
        repeats = cursor.execute("SELECT row, is_repeat FROM recipient_record ORDER BY row").fetchall()
    assert repeats == [(2, False), (3, True), (4, True)]


def test_a_correction_drives_nobody_out_who_was_taken_in(store, tmp_path):
    """The KK number of row 3, who counts already, is typed for another family above it."""
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1, no_kk="1"), family(2)]))])
    assert fix(store, 2, no_kk=kk(2)).waiting == 1
    assert [list(kinds) for kinds in read_waiting(store)["kinds"]] == [["kk_ganda_beda_nama"]]
    assert list(store.frame("store/issues").query("kind == 'kk_ganda_beda_nama'")["row"]) == [2]
    assert counts(store, "family") == 1
    assert fix(store, 2, no_kk=kk(1)).entered == 1


def test_a_row_that_waited_because_of_another_comes_in_without_it(store, tmp_path):
    """Two families are given one KK number; when the first is taken back, nothing speaks against the second."""
    rows = [family(1, no_kk="1"), family(3, no_kk="2")]
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", rows))])
    assert fix(store, 2, no_kk=kk(2)).entered == 1
    assert fix(store, 3, no_kk=kk(2)).waiting == 1
    take_back_row(store, 2, "", 2, by=BUDI)
    assert list(read_waiting(store)["row"]) == [2]
    assert list(read_done(store)["row"]) == [3]
    assert counts(store, "family") == 1


def test_numbers_that_excel_cut_come_in_only_where_a_person_has_typed_them(store, tmp_path):
    """All twenty KK numbers end in 0; one of them truly, as a person says who has seen the card."""
    rows = [family(number, no_kk=f"{kk(number)[:-1]}0") for number in range(1, 21)]
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", rows))])
    assert counts(store, "family") == 0
    assert fix(store, 2, no_kk=kk(1)).entered == 1
    assert fix(store, 3, no_kk=rows[1]["no_kk"]).entered == 1
    assert (counts(store, "family"), counts(store, "set_aside")) == (2, 18)
    damaged = store.frame("store/issues").query("kind == 'kk_rusak_excel'")
    assert damaged["value"].tolist() == ["18 baris"]


def test_the_damage_of_a_column_goes_with_its_last_number(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="6,31102E+15")]))])
    assert "kk_rusak_excel" in set(store.frame("store/issues")["kind"])
    fix(store, 3, no_kk=kk(2))
    assert store.frame("store/issues").empty


def test_a_row_left_out_waits_no_longer_until_it_is_put_back(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="1")]))])
    leave_out_row(store, 2, "", 3, by=BUDI, reason="bukan warga")
    assert (counts(store, "set_aside"), len(read_waiting(store))) == (0, 0)
    left = read_done(store).iloc[0]
    assert left[["row", "state", "by_name", "reason"]].tolist() == [3, "tidak dimuat", "Budi", "bukan warga"]
    assert store.frame("store/loads")["set_aside_count"].sum() == 0
    assert fix(store, 3, no_kk=kk(2)).left == 1
    with pytest.raises(RowNotWaiting):
        leave_out_row(store, 2, "", 3, by=BUDI, reason="lagi")
    put_back_row(store, 2, "", 3, by=BUDI)
    assert fix(store, 3, no_kk=kk(2)).entered == 1
    with pytest.raises(RowNotWaiting):
        put_back_row(store, 2, "", 3, by=BUDI)


def test_a_row_taken_in_goes_back_to_what_its_file_says(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="1"), family(2)]))])
    before = tables(store)
    fix(store, 3, no_kk="2")
    fix(store, 3, no_kk=kk(2), desil="5")
    assert counts(store, "family_record") == 3
    take_back_row(store, 2, "", 3, by=BUDI, reason="salah orang")
    assert_same(tables(store), before)


def test_who_corrects_is_named_and_may(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(2, no_kk="1")]))])
    change = [Correction(2, "", 2, {"no_kk": kk(2)})]
    with pytest.raises(ActorUnnamed):
        correct_rows(store, change, by=Actor(""))
    with pytest.raises(ActMayNot):
        correct_rows(store, change, by=Actor("Ani", "monev"))
    assert counts(store, "family") == 0


def test_rows_that_wait_nowhere_change_nothing(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="1")]))])
    assert fix(store, 2, no_kk=kk(9)).unknown == 1  # taken in at once
    assert fix(store, 3, load_id=99, no_kk=kk(9)).unknown == 1
    assert fix(store, 3, no_kk="1").unchanged == 1
    withdraw_load(store, 2)
    assert fix(store, 3, no_kk=kk(2)).unknown == 1
    assert len(read_waiting(store)) == 0


def test_the_history_tells_each_cell_starred(store, tmp_path):
    rows = [family(1), family(2, no_kk="6311", nama="SITI JANNAH")]
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", rows))])
    fix(store, 3, no_kk=kk(2), nama="SITI JAMILAH")
    story = read_history(store, subject="baris")
    assert set(story["subject"]) == {"Baris yang disisihkan"}
    assert story[["what", "before", "after"]].to_numpy().tolist() == [
        ["Tahap · baris 3", "menunggu", "masuk"],
        ["Nama · baris 3", "S*** J*****", "S*** J******"],
        ["No. KK · baris 3", "****", f"631102********{kk(2)[-2:]}"],
    ]


# --- the workbook ---------------------------------------------------------------------------------------------


def workbook(store, **options):
    content, _ = download_waiting(store, by=BUDI, purpose="perbaikan desa", **options)
    return pd.read_excel(io.BytesIO(content), sheet_name=None, header=1, dtype="string", engine="calamine")


def come_back(path, table, header="No. muatan"):
    """Save a sheet as an office would: the instruction, the headers, the rows."""
    rows = [["Betulkan sel berwarna"], list(table.columns), *table.fillna("").to_numpy().tolist()]
    return SourceFile(guess_kind(xlsx_file(path, {"Perbaikan": rows})), path)


def take(store, source, by=BUDI):
    [report] = load_files(store, [source], Answers(by=by))
    return report


@pytest.fixture
def waiting(store, tmp_path):
    """Of two desa, and one who says nothing of a place; the row of Pudak has a column called as one of ours."""
    rows = [family(1), family(2, no_kk="1"), family(3, no_kk="2", kode_desa=PUDAK, desa="Pudak", kecamatan="Awayan"),
            family(4, no_kk="3", kode_desa="", desa="", kecamatan="", lat="", lon="")]  # fmt: skip
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [row | {"Alasan": "pindah"} for row in rows]))])
    return store


def test_the_workbook_of_a_desa_comes_back_and_only_changed_rows_move(waiting, tmp_path):
    assert read_waiting(waiting)[["row", "desa_name"]].to_numpy().tolist() == [[3, "Hauwai"], [4, "Pudak"], [5, ""]]
    table = workbook(waiting)["Perbaikan"]
    assert table["Desa"].tolist() == ["Hauwai", "Pudak", "desa tidak diketahui"]
    assert "Alasan (berkas)" in table
    assert len(workbook(waiting, desa_code=PUDAK)["Perbaikan"]) == 1
    table.loc[0, ["no_kk", "Alasan (berkas)"]] = [kk(2), "tetap"]
    table.loc[1, "no_kk"] = "22"
    table = table[table.columns[::-1]]  # columns may be moved about
    source = come_back(tmp_path / "perbaikan.xlsx", table)
    assert source.kind == "corrections"
    report = take(waiting, source)
    assert (report.row_count, report.accepted_count, report.set_aside_count) == (3, 1, 1)
    assert report.facts["corrections"] == {"unchanged": 1, "freed": 0, "unknown": 0, "left": 0}
    assert counts(waiting, "family") == 2
    before = tables(waiting)
    assert take(waiting, source).is_repeat
    assert_same(tables(waiting), before)
    reasons = set(read_history(waiting, subject="baris")["reason"])
    assert reasons == {"perbaikan dari perbaikan.xlsx"}


def test_a_workbook_of_another_database_moves_nothing(waiting, tmp_path, with_boundaries):
    other = Store.open(shutil.copy(with_boundaries, tmp_path / "lain.duckdb"))
    load_files(other, [families_of(csv_file(tmp_path / "l.csv", [family(7, no_kk="1")]))])
    table = workbook(other)["Perbaikan"]
    other.close()
    table["no_kk"] = kk(7)
    report = take(waiting, come_back(tmp_path / "perbaikan.xlsx", table))
    assert report.facts["corrections"]["unknown"] == 1
    assert counts(waiting, "family") == 1


def test_whole_numbers_leave_only_for_a_purpose_and_starred_ones_do_not_come_back(waiting, tmp_path):
    with pytest.raises(PurposeMissing):
        download_waiting(waiting, by=BUDI)
    with pytest.raises(ActMayNot):
        download_waiting(waiting, by=Actor("Ani", "desa"), purpose="perbaikan")
    content, count = download_waiting(waiting, by=Actor("Ani", "desa"), is_masked=True)
    (tmp_path / "s.xlsx").write_bytes(content)
    assert count == 3
    assert nik(2) not in str(pd.read_excel(tmp_path / "s.xlsx", header=1, dtype="string", engine="calamine").to_dict())
    with pytest.raises(CorrectionsMasked):
        take(waiting, SourceFile("corrections", tmp_path / "s.xlsx"))
    assert read_history(waiting, subject="dokumen").empty
    assert nik(2) in workbook(waiting)["Perbaikan"]["nik"].tolist()
    noted = read_history(waiting, subject="dokumen").iloc[0]
    assert noted[["after", "reason"]].tolist() == ["3 baris", "perbaikan desa"]
    assert noted["who"] == "Budi (Kasi Kesra/PMD kecamatan)"


def test_a_workbook_that_excel_has_damaged_is_refused_as_a_whole(waiting, tmp_path):
    table = workbook(waiting)["Perbaikan"]
    table.loc[0, "no_kk"] = kk(2)
    table.loc[1, "nik"] = f"{nik(3)[:-1]}0"
    with pytest.raises(CorrectionsDamaged):
        take(waiting, come_back(tmp_path / "perbaikan.xlsx", table))
    assert counts(waiting, "family") == 1


def test_cells_of_the_workbook_are_text_whatever_they_hold(store, tmp_path):
    hostile = '=HYPERLINK("http://evil.invalid")'
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="1", nama=hostile)]))])
    content, _ = download_waiting(store, by=BUDI, purpose="perbaikan")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>1</v></c>" not in re.sub(r'<c [^>]*t="s"[^>]*>.*?</c>', "", sheet)
    assert workbook(store)["Perbaikan"]["nama"].tolist() == [hostile]


def test_the_shell_takes_rows_away_and_in_again(tmp_path, boundaries, capsys):
    db, out = tmp_path / "s.duckdb", tmp_path / "perbaikan.xlsx"
    path = csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="1")])

    def shell(*arguments):
        options = parser().parse_args([*arguments, "--db", str(db)])
        options.command(options)
        return capsys.readouterr().out

    shell("load", str(boundaries.path), str(path))
    assert shell("quarantine", "--xlsx", str(out), "--purpose", "uji") == f"1 baris ditulis ke {out}\n"
    table = pd.read_excel(out, header=1, dtype="string", engine="calamine")
    back = come_back(tmp_path / "kembali.xlsx", table.assign(no_kk=kk(2)))
    told = shell("load", str(back.path))
    assert told.startswith("kembali.xlsx: 1 baris diperiksa, 1 dimasukkan, 0 berubah tetapi masih menunggu")
    assert "0 disisihkan" not in told
    assert "kembali.xlsx Perbaikan" in shell("withdraw")


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (lambda table: table.rename(columns={"no_kk": "KK (benar)"}), CorrectionsColumnsLost, "KK (benar)"),
        (lambda table: table.drop(columns="no_kk"), CorrectionsColumnsLost, "kolom no_kk yang harus"),
        (lambda table: table.drop(columns="No. muatan"), CorrectionsUnidentified, "Lembar Perbaikan di"),
        (lambda table: table.drop(columns="Baris"), CorrectionsUnidentified, "kolom Baris,"),
        (lambda table: table[["nik", "no_kk", "nama"]], CorrectionsUnidentified, "No. muatan, Lembar, Baris"),
    ],
)
def test_a_column_that_is_gone_is_told_and_nothing_is_loaded(waiting, tmp_path, change, error, told):
    table = workbook(waiting)["Perbaikan"].assign(no_kk=[kk(2), kk(3), kk(4)])
    changed = change(table)
    rows = [list(changed.columns), *changed.fillna("").to_numpy().tolist()]
    source = SourceFile("corrections", xlsx_file(tmp_path / "p.xlsx", {"Perbaikan": rows}))
    with pytest.raises(error) as refused:
        take(waiting, source)
    assert told in sentence(refused.value)
    assert counts(waiting, "family") == 1


def test_what_of_a_workbook_is_not_taken_is_told(waiting, tmp_path):
    """Row 3 stands there twice and says two things; row 4 twice the same; one is added, a column lost, one new."""
    table = workbook(waiting)["Perbaikan"].assign(no_kk=[kk(2), kk(3), kk(4)])
    other = table.iloc[[0]].assign(no_kk=kk(9))
    added = table.iloc[[2]].assign(**dict.fromkeys(("No. muatan", "Lembar", "Baris"), ""))
    table = pd.concat([table, other, table.iloc[[1]], added]).drop(columns="rt").assign(Catatan="benar")
    report = take(waiting, come_back(tmp_path / "p.xlsx", table))
    assert (report.row_count, report.accepted_count) == (3, 2)
    assert list(read_waiting(waiting)["row"]) == [3]
    told = " ".join(describe(report.facts))
    assert "keduanya tidak dimuat: baris 3." in told
    assert "1 baris tambahan tidak dimuat: muat sebagai daftar biasa." in told
    assert "hilang dari berkas ini, isinya tetap seperti semula: rt." in told
    assert "tidak dikenal, isinya tidak dimuat: Catatan." in told


def test_a_workbook_of_corrections_is_a_load_that_can_be_taken_back(waiting, tmp_path):
    """Row 3 comes in, row 4 is corrected and waits on, row 5 stays; taken back all wait as before."""
    before = tables(waiting)
    table = workbook(waiting)["Perbaikan"].assign(no_kk=[kk(2), "22", "3"])
    take(waiting, come_back(tmp_path / "p.xlsx", table))
    after = tables(waiting)
    newest = waiting.frame("store/loads").iloc[0]
    assert newest[["kind", "file_name", "row_count", "accepted_count", "by_name"]].tolist() == [
        "corrections", "p.xlsx", 3, 1, "Budi"
    ]  # fmt: skip
    withdraw_load(waiting, int(newest["load_id"]), by=BUDI, reason="salah berkas")
    assert_same(tables(waiting), before)
    assert "salah berkas" in set(read_history(waiting, subject="baris")["reason"])
    bring_back_load(waiting, int(newest["load_id"]), by=BUDI)
    assert_same(tables(waiting), after)


# --- the desa of a row ----------------------------------------------------------------------------------------


def test_a_row_that_names_no_desa_is_placed_by_its_family(store, tmp_path):
    """Family 1 of Pudak is known. Row 2 has its KK; row 3 a KK nobody knows, of which row 4 says that it lies in Pudak;
    row 5 has nothing; the row of families (load 3) has the NIK of the head of family 1."""
    pudak = {"kode_desa": PUDAK, "desa": "Pudak", "kecamatan": "Awayan", "lat": "", "lon": ""}
    silent = {"kode_desa": "", "desa": "", "kecamatan": "", "lat": "", "lon": ""}
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1) | pudak, family(2)]))])
    load_files(store, [families_of(csv_file(tmp_path / "l.csv", [family(1, no_kk="1") | silent]))])
    rows = [
        recipient(1, nik="1", **silent), recipient(4, no_kk=kk(9), nik="2", **silent),
        recipient(5, no_kk=kk(9), nik="3", **pudak), recipient(6, no_kk="4", nik="4", **silent),
    ]  # fmt: skip
    lists(store, tmp_path / "p.csv", rows)
    found = read_waiting(store)[["load_id", "row", "desa_name"]].to_numpy().tolist()
    assert found == [[3, 2, "Pudak"], [4, 2, "Pudak"], [4, 3, "Pudak"], [4, 4, "Pudak"], [4, 5, ""]]
    assert returned(store, Wish("", ""))["desa_code"].tolist() == [PUDAK] * 4 + [""]
    assert len(workbook(store, desa_code=PUDAK)["Perbaikan"]) == 1  # of families; the lists have a sheet of their own
