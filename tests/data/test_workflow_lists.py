"""Yearly verification, leaving, priority and the matching report, on the office of ``workflow_worlds``."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.coverage import read_coverage, total
from data.errors import (
    ActMayNot,
    CriteriaUnusable,
    DateInFuture,
    NothingToUndo,
    NotKnownHere,
    ResultsUnreadable,
    StepIncomplete,
)
from data.export import xlsx_bytes
from data.history import read_history
from data.intake.load import load_files
from data.people import read_homes, read_unserved
from data.store import Store
from data.workflow.criteria import CRITERIA
from data.workflow.leaving import come_back, leave, read_left
from data.workflow.lists import read_proposals
from data.workflow.matching import SURE, WAYS, count_matches, read_matches, suggestions
from data.workflow.priority import Rule, decide, judge, preview, read_decisions, read_priority, unknown_counts
from data.workflow.proposals import move, propose
from data.workflow.risk import RISKS, score
from data.workflow.states import RESULTS
from data.workflow.verification import due_per_desa, read_due, record, record_file, sheet_to_fill
from data.workflow.written import today
from tests.data.intake_worlds import HAUWAI, PUDAK, csv_file, families_of, family, kk, nik, recipient, recipients_of
from tests.data.workflow_worlds import CAMAT, DAY, DESA, HEADS, KASI, MONEV, OCTOBER, TKSK, WOMAN, later, office

NOVEMBER = dt.date(2026, 11, 10)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """The office with PKH of September (families 1 and 4) and December 2026 (1, 2 and 4) as well."""
    path = tmp_path_factory.mktemp("daftar") / "a.duckdb"
    made = office(path)
    lists = []
    for month, numbers in (("2026-09", (1, 4)), ("2026-12", (1, 2, 4))):
        rows = [recipient(number, nik="", nama=HEADS[number]) for number in numbers]
        lists.append(recipients_of(csv_file(path.parent / f"{month}.csv", rows), period=month))
    load_files(made, lists)
    made.close()
    return path


@pytest.fixture(scope="module")
def store(original, tmp_path_factory):
    """Shared by tests that change nothing."""
    made = Store.open(shutil.copy(original, tmp_path_factory.mktemp("bersama") / "b.duckdb"))
    yield made
    made.close()


@pytest.fixture
def fresh(original, tmp_path):
    made = Store.open(shutil.copy(original, tmp_path / "c.duckdb"))
    yield made
    made.close()


def counted(store, period=OCTOBER, program="SEMUA"):
    """Families, poor, poor who receive, families that receive."""
    sums = total(read_coverage(store, program=program, period=period))
    return [int(sums[name]) for name in ("families", "poor_families", "served_poor", "recipients")]


# --- who is due -------------------------------------------------------------------------------------------


def test_who_is_due_is_sorted_by_a_sum_that_can_be_followed(store):
    """Never verified 2 each. The stranger: + tidak_di_dtsen 4; family 2: + program_tidak_boleh_bersama 3; family 4:
    + desil_di_atas_batas 3; family 1: no flag."""
    due = read_due(store)
    assert due["score"].tolist() == [6, 5, 5, 2]
    assert due["reasons"].tolist()[0] == "Tidak ada di daftar keluarga · Belum pernah diverifikasi"
    assert due_per_desa(due).to_numpy().tolist() == [[HAUWAI, "Hauwai", 2, 7], ["", "", 1, 6], [PUDAK, "Pudak", 1, 5]]
    assert len(read_due(store, desa_code=PUDAK)) == 1
    assert len(read_due(store, with_poor=True)) == 5  # and family 3, poor, that receives nothing
    shown = due.to_csv()
    assert not [number for number in range(1, 10) if kk(number) in shown or nik(number) in shown]
    assert "AMINAH" not in shown


def test_the_score_is_the_sum_of_the_table():
    """Verified two years ago: 2 × 1; two other kinds of flag: 2 × 1; not found: 3 more."""
    rows = pd.DataFrame(
        {
            "flags": [["meninggal"], ["pindah", "koordinat_nol", "baris_ganda"], [], []],
            "verified_on": pd.to_datetime([None, "2024-11-01", "2026-11-01", "2010-01-01"]),
            "result": [None, "layak", "tidak_ditemukan", "layak"],
        }
    )
    told = score(rows, dt.date(2026, 11, 21))
    # never 2 + meninggal 5; pindah 5 + 2 years + 2 kinds; not found 3; sixteen years count as three
    assert told["score"].tolist() == [7, 9, 3, 3]
    assert told["reasons"].iloc[1].startswith(RISKS["pindah"].label)
    assert "Baris ganda" in told["reasons"].iloc[1]
    assert not [risk for risk in RISKS.values() if "desil" in risk.label.lower() and risk.key != "desil_di_atas_batas"]


def test_who_was_verified_is_due_again_after_a_year(fresh):
    handle = read_due(fresh).query("score == 2")["handle"].iloc[0]
    assert record(fresh, [handle], "layak", by=TKSK, on_date=DAY) == 1
    assert handle not in set(read_due(fresh)["handle"])
    assert handle not in set(read_due(fresh, day=dt.date(2027, 10, 4))["handle"])
    again = read_due(fresh, day=dt.date(2027, 10, 5)).set_index("handle").loc[handle]
    assert (again["score"], again["result"]) == (1, "Tetap layak")


def test_who_was_not_found_stays_due(fresh):
    record(fresh, [kk(1)], "tidak_ditemukan", by=TKSK, on_date=DAY)
    found = read_due(fresh).query("result == 'Tidak ditemukan'")
    assert found["score"].tolist() == [RISKS["tidak_ditemukan"].points]


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"by": MONEV}, ActMayNot), ({"keys": [kk(55)]}, NotKnownHere), ({"on_date": dt.date(2999, 1, 1)}, DateInFuture)],
)
def test_a_result_that_cannot_be_is_refused(fresh, changes, error):
    given_ = {"keys": [kk(1)], "by": TKSK, "on_date": DAY} | changes
    with pytest.raises(error):
        record(fresh, given_.pop("keys"), "layak", **given_)
    assert len(read_due(fresh)) == 4


def returned(folder, due, **columns):
    path = folder / "kembali.xlsx"
    path.write_bytes(xlsx_bytes({"Verifikasi": sheet_to_fill(due).assign(**columns)}))
    return path


def test_a_list_that_comes_back_filled_in_is_recorded(fresh, tmp_path):
    """Of four rows three have a result: one stays, one has moved, of one the data was corrected."""
    due = read_due(fresh)
    path = returned(
        tmp_path, due, Hasil=["", "tetap layak", "PINDAH", "Data diperbaiki"], Tanggal="05/10/2026", Catatan="ok"
    )
    assert record_file(fresh, path, by=TKSK) == 3
    left = read_left(fresh)
    assert left[["cause", "note"]].to_numpy().tolist() == [["Pindah", "hasil verifikasi"]]
    assert len(read_due(fresh)) == 1
    assert set(read_history(fresh, subject="keluarga")["reason"]) >= {"kembali.xlsx; ok"}


@pytest.mark.parametrize(
    ("column", "values", "problem"),
    [
        ("Hasil", ["Tetap layak", "entah", "", ""], "baris 3: hasil tidak dikenal"),
        ("Tanggal", ["01/01/2999", "31/02/2026", "", ""], "baris 2: tanggal kosong, salah atau belum tiba; baris 3"),
        ("Kode", ["v1", "v1", "", ""], "baris 3: kode berulang"),
    ],
)
def test_a_returned_list_with_a_fault_changes_nothing(fresh, tmp_path, column, values, problem):
    right = {"Hasil": ["Tetap layak", "Tetap layak", "", ""], "Tanggal": "05/10/2026"}
    with pytest.raises(ResultsUnreadable) as caught:
        record_file(fresh, returned(tmp_path, read_due(fresh), **(right | {column: values})), by=TKSK)
    assert problem in caught.value.facts["problems"]
    assert len(read_due(fresh)) == 4


def test_a_file_that_is_no_returned_list_is_refused(fresh, tmp_path):
    with pytest.raises(ResultsUnreadable):
        record_file(fresh, csv_file(tmp_path / "x.csv", [recipient(1)]), by=TKSK)


# --- leaving ----------------------------------------------------------------------------------------------


def test_a_family_that_left_is_counted_up_to_that_month(fresh):
    """Four families, three poor; in October 1, 2 and 4 receive, two of them poor. Family 1 dies on 10 November: October
    stays; in December it is no family, not poor, and receives nothing."""
    before = {period: counted(fresh, period) for period in ("2026-09", OCTOBER, "2026-12")}
    assert before == {"2026-09": [4, 3, 1, 2], OCTOBER: [4, 3, 2, 3], "2026-12": [4, 3, 2, 3]}
    assert leave(fresh, [kk(1)], cause="meninggal", left_on=NOVEMBER, by=TKSK) == 1
    assert [counted(fresh, period) for period in before] == [[4, 3, 1, 2], [4, 3, 2, 3], [3, 2, 1, 2]]
    assert (
        len(read_homes(fresh, program="PKH", period="2026-12"))
        == len(read_homes(fresh, program="PKH", period=OCTOBER)) - 1
    )
    assert leave(fresh, [kk(1)], cause="pindah", left_on=NOVEMBER, by=TKSK) == 0  # nobody leaves twice


@pytest.mark.parametrize("cause", ["tidak_layak", "minta_keluar"])
def test_who_is_no_longer_entitled_stays_a_family(fresh, cause):
    """Family 1 is then neither poor nor a recipient in December, but lives there still."""
    leave(fresh, [kk(1)], cause=cause, left_on=NOVEMBER, by=TKSK)
    assert counted(fresh, "2026-12") == [4, 2, 1, 2]
    assert counted(fresh, OCTOBER) == [4, 3, 2, 3]
    assert len(read_unserved(fresh, program="PKH", period="2026-12")) == 1  # family 3; family 1 is owed nothing


def test_one_program_can_be_left_alone(fresh):
    """Family 2 leaves BLT-DD on 30 September: in October it still receives PKH."""
    leave(fresh, [kk(2)], cause="minta_keluar", left_on=dt.date(2026, 9, 30), by=KASI, what="BLTDD")
    assert counted(fresh, program="BLTDD") == [4, 3, 0, 0]
    assert counted(fresh, program="PKH") == [4, 3, 2, 3]
    assert counted(fresh) == [4, 3, 2, 3]


def test_who_comes_back_counts_again_from_that_month(fresh):
    """Left on 10 September, back on 2 December: gone in October only."""
    leave(fresh, [kk(1)], cause="pindah", left_on=dt.date(2026, 9, 10), by=TKSK)
    leaving = list(read_left(fresh)["leaving_id"])
    with pytest.raises(DateInFuture):
        come_back(fresh, leaving, by=TKSK, reason="kembali", returned_on=dt.date(2999, 1, 1))
    with pytest.raises(NothingToUndo):
        come_back(fresh, leaving, by=TKSK, reason="kembali", returned_on=dt.date(2026, 9, 1))
    with pytest.raises(StepIncomplete):
        come_back(fresh, leaving, by=TKSK, reason="")
    come_back(fresh, leaving, by=TKSK, reason="kembali", returned_on=dt.date(2026, 11, 2))
    assert [counted(fresh, period)[0] for period in ("2026-09", OCTOBER, "2026-12")] == [4, 3, 4]
    with pytest.raises(NothingToUndo):
        come_back(fresh, leaving, by=TKSK, reason="lagi")


def test_a_leaving_by_mistake_never_was(fresh):
    """The proposal stands again where it stood."""
    [made] = propose(fresh, program="CPP", period=OCTOBER, families=[kk(1)], by=DESA, on_date=DAY).ids
    move(fresh, [made], "verifikasi", by=TKSK, on_date=DAY)
    before = counted(fresh, "2026-12")
    record(fresh, [kk(1)], "pindah", by=TKSK, on_date=later(1))
    assert read_proposals(fresh)["state"].tolist() == ["keluar"]
    assert propose(fresh, program="PKH", period="2026-12", families=[kk(1)], by=DESA).ids == []
    come_back(fresh, list(read_left(fresh)["leaving_id"]), by=TKSK, reason="orang lain")
    assert read_proposals(fresh)["state"].tolist() == ["diverifikasi"]
    assert counted(fresh, "2026-12") == before
    assert read_left(fresh).empty


@pytest.mark.parametrize("result", RESULTS)
def test_results_lead_to_leaving_as_the_registry_says(fresh, result):
    record(fresh, [kk(1)], result, by=TKSK, on_date=DAY)
    assert len(read_left(fresh)) == bool(RESULTS[result].cause)


# --- priority ---------------------------------------------------------------------------------------------

TWO = Rule((("desil_rendah", 1.0), ("kepala_perempuan", 1.0), ("tanpa_program", 1.0), ("disabilitas", 1.0)), 2, OCTOBER)


def test_criteria_tell_yes_no_and_unknown_apart(store):
    """Family 1: desil 2, a woman of 81 alone, receives PKH. 2: desil 3. 3: desil 1, a woman, receives nothing. 4: none.
    Nobody has said anything of disability; the office has no depot."""
    judged = judge(store, Rule(tuple((key, 1.0) for key in CRITERIA), 2, OCTOBER)).sort_values("person_key")
    told = judged[list(CRITERIA)].astype(object).where(judged[list(CRITERIA)].notna(), None)
    assert told.to_numpy().tolist() == [
        [True, True, None, None, True, False, None],
        [False, False, None, None, False, False, None],
        [True, False, None, None, True, True, None],
        [False, False, None, None, False, False, None],
    ]
    assert judged["points"].tolist() == [3, 0, 3, 0]
    assert judged["is_open"].tolist() == [False, True, False, True]


def test_the_preview_adds_up(store):
    """By TWO families 1 (2 points) and 3 (3 points) are priority; disability could bring 2 and 4 one point: too few."""
    judged = judge(store, TWO)
    counts = preview(judged)
    assert counts[["desa_name", "priority_count", "other_count", "open_count"]].to_numpy().tolist() == [
        ["Hauwai", 1, 1, 0], ["Pudak", 1, 1, 0],
    ]  # fmt: skip
    assert counts["family_count"].sum() == 4
    assert unknown_counts(judged, TWO) == {
        "desil_rendah": 0,
        "disabilitas": 4,
        "kepala_perempuan": 0,
        "tanpa_program": 0,
    }


def test_weights_count(store):
    """Desil 1–3 weighs 3, a woman as head 1; from 4 on: family 1 and 3 have both, family 2 only 3."""
    rule = Rule((("desil_rendah", 3.0), ("kepala_perempuan", 1.0)), 4, OCTOBER, desil_max=3)
    assert sorted(judge(store, rule)["points"]) == [0, 3, 4, 4]
    assert (
        rule.words()
        == "jumlah bobot minimal 4,0: desil rendah (1–3) (bobot 3,0); kepala keluarga perempuan (bobot 1,0)"
    )


@pytest.mark.parametrize("rule", [Rule((), 1, OCTOBER), Rule(TWO.weights, 5, OCTOBER), Rule(TWO.weights, 0, OCTOBER)])
def test_a_rule_that_decides_nothing_is_refused(store, rule):
    with pytest.raises(CriteriaUnusable):
        judge(store, rule)


def test_what_was_decided_is_frozen_and_a_newer_decision_stands_beside_it(fresh):
    with pytest.raises(StepIncomplete):
        decide(fresh, TWO, by=CAMAT, paper_number=" ", paper_date=DAY)
    with pytest.raises(ActMayNot):
        decide(fresh, TWO, by=TKSK, paper_number="BA 1", paper_date=DAY)
    decide(fresh, TWO, by=CAMAT, paper_number="BA 1", paper_date=DAY)
    rows = [
        family(3, nama=HEADS[3], nik=nik(3, birth=WOMAN), desil="9", kode_desa=PUDAK, desa="Pudak", kecamatan="Awayan")
    ]
    load_files(fresh, [families_of(csv_file(fresh.path.parent / "baru.csv", rows))])
    assert len(read_priority(fresh)) == 2  # family 3 has desil 9 now; it was decided with desil 1
    decide(fresh, TWO, by=CAMAT, paper_number="BA 2", paper_date=later(1), desa_code=PUDAK)
    # of Pudak only, family 3 keeps two of the four criteria (a woman, no program): still priority, now with 2 points
    assert read_priority(fresh)["points"].tolist() == [2, 2]
    assert read_decisions(fresh)[["paper_number", "family_count", "priority_count"]].to_numpy().tolist() == [
        ["BA 2", 2, 1], ["BA 1", 4, 2],
    ]  # fmt: skip
    with fresh.write(is_change=False) as cursor:
        kept = cursor.execute(
            "SELECT answers FROM priority_result WHERE decision_id = 1 AND person_key = $1", [kk(3)]
        ).fetchall()
    assert json.loads(kept[0][0]) == {
        "desil_rendah": "ya", "disabilitas": "tidak diketahui", "kepala_perempuan": "ya", "tanpa_program": "ya",
    }  # fmt: skip
    assert "MASTORAH" not in read_priority(fresh).to_csv()


# --- the matching report ----------------------------------------------------------------------------------


def test_each_row_of_a_list_is_counted_once_by_its_surest_way(fresh, tmp_path):
    """Seven rows: the NIK of a head (twice), a KK, only a name of the same desa, one with a letter wrong, nothing, and
    a row that waits (a NIK of 15 digits and no KK)."""
    rows = [
        recipient(2, nama="X"), recipient(2, nama="X"), recipient(4, nik="", nama="X"),
        recipient(71, no_kk="", nama=HEADS[1]), recipient(72, no_kk="", nama="MASTURAH"),
        recipient(73, no_kk="", nama="TIDAK ADA"), recipient(1, nik="631102170845001", no_kk="", nama="Y"),
    ]  # fmt: skip
    places = [("", "")] * 3 + [(HAUWAI, "Hauwai"), (PUDAK, "Pudak"), (PUDAK, "Pudak"), ("", "")]
    rows = [row | {"kode_desa": code, "desa": name} for row, (code, name) in zip(rows, places, strict=True)]
    load_files(fresh, [recipients_of(csv_file(tmp_path / "cpp.csv", rows), "CPP")])
    matches = read_matches(fresh)
    counts = count_matches(matches, per_desa=False).set_index("program").loc["CPP"]
    assert {way: counts[way] for way in WAYS} == {
        "nik_head": 2, "nik_member": 0, "kk": 1, "name": 1, "likeness": 1, "none": 1, "set_aside": 1,
    }  # fmt: skip
    assert (counts["rows"], counts["usable_nik"], round(counts["matched_pct"], 1)) == (7, 5, 42.9)  # 3 of 7
    guesses = suggestions(matches)
    assert guesses["score"].iloc[0] == 1
    assert 0.92 <= guesses["score"].iloc[1] < 1
    assert "AMINAH" not in guesses.to_csv()


DRAWN = st.tuples(
    st.sampled_from([1, 2, 4, 71, 72]),
    st.sampled_from(["nik", "kk", "both", "short", "none"]),
    st.sampled_from(["UDIN", "UDINN", "SITI AMINAH", "ZZ"]),
    st.sampled_from([(HAUWAI, "Hauwai"), (PUDAK, "Pudak"), ("", "")]),
)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DRAWN, min_size=1, max_size=12))
def test_the_ways_add_up_to_the_rows(original, tmp_path_factory, drawn):
    home = tmp_path_factory.mktemp("jumlah")
    made = Store.open(shutil.copy(original, home / "a.duckdb"))
    rows = [
        recipient(number, nama=name, kode_desa=place[0], desa=place[1],
                  nik={"kk": "", "none": "", "short": "63110217084500"}.get(how, nik(number)),
                  no_kk={"nik": "", "none": "", "short": ""}.get(how, kk(number)))
        for number, how, name, place in drawn
    ]  # fmt: skip
    [report] = load_files(made, [recipients_of(csv_file(home / "cpp.csv", rows), "CPP")])
    for per_desa in (True, False):
        counts = count_matches(read_matches(made), per_desa=per_desa)
        mine = counts[counts["program"] == "CPP"]
        assert mine["rows"].sum() == report.row_count
        assert (counts[list(WAYS)].sum(axis=1) == counts["rows"]).all()
        assert (counts["usable_nik"] <= counts["rows"]).all()
    sure = made.frame("coverage/counts", period=OCTOBER, poor_desil_max=4).query("program == 'CPP'")["recipients"].sum()
    assert sure <= mine[list(SURE)].sum().sum()  # families are counted once, rows each
    made.close()


def test_today_is_today():
    assert abs((today() - dt.datetime.now(dt.UTC).date()).days) <= 1
