"""Suspected doubles: who is suspected, what a decision does to the figures, and that each can be taken back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.duplicates import DIFFERENT, LATER, SAME, UNDONE, decide, read_pairs
from data.errors import ActMayNot, PairUnknown, StepIncomplete
from data.history import read_history
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.issues import read_issues
from data.roles import Actor
from tests.data.people_worlds import AMINAH, AMINAH_KK, BLT, BUDI, BUDI_KK, MEMBERS, PKH, SITI, STRANGER, office

TKSK, CAMAT = Actor("Dewi", "tksk"), Actor("Pak Camat", "camat")
# Members: Siti again under Aminah's KK (the same row twice), another name under Aminah's NIK, and one digit off Budi's
# with one letter changed.
DOUBLES = (
    f"{SITI},{AMINAH_KK},SITI,1985-08-17,2,3,1,1,2\n"
    f"{AMINAH},{AMINAH_KK},AMINUDIN,1960-03-12,2,3,1,1,2\n"
    f"6311021708800061,{BUDI_KK},BUDI SANTOSA,1980-08-17,1,3,1,1,2\n"
)


@pytest.fixture
def store(tmp_path):
    opened = office(tmp_path, members=MEMBERS + DOUBLES)
    yield opened
    opened.close()


def figures(store):
    """What a decision may change: recipients, the notes of the checks, people."""
    with store.write(is_change=False) as cursor:
        kept = {name: cursor.execute(f"FROM {name} ORDER BY ALL").df() for name in ("recipient", "person", "family")}
    return kept | {"issues": read_issues(store, is_masked=False)}


def assert_same(one, two):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name], obj=name)


def pair_of(store, *niks):
    rows = read_pairs(store, is_masked=False)
    return rows[[{one, two} == set(niks) for one, two in zip(rows["nik_1"], rows["nik_2"], strict=True)]].iloc[0]


def test_every_double_is_suspected_with_both_rows_and_what_differs(store):
    """Row 2 of members.csv is the first person; the doubles are rows 8, 9, 10. The stranger of PKH stands in row 4."""
    rows = read_pairs(store, is_masked=False)
    told = rows[["kinds", "name_1", "row_1", "name_2", "row_2", "differs"]].to_numpy().tolist()
    assert sorted(told) == sorted(
        [
            ["baris yang sama dua kali; satu NIK di dua keluarga", "SITI", 3, "SITI", 8, "No. KK angka ke-16"],
            ["satu NIK, dua nama", "AMINAH", 6, "AMINUDIN", 9, "nama 4 huruf"],
            [
                "NIK berbeda satu angka, nama mirip",
                "BUDI SANTOSO",
                2,
                "BUDI SANTOSA",
                10,
                "NIK angka ke-15, nama 1 huruf",
            ],
            ["NIK berbeda satu angka, nama mirip", "BUDI SANTOSO", 2, "BUDI SANTOSO", 4, "NIK angka ke-15"],
            [
                "NIK berbeda satu angka, nama mirip",
                "BUDI SANTOSA",
                10,
                "BUDI SANTOSO",
                4,
                "NIK angka ke-15, nama 1 huruf",
            ],
        ]
    )
    shown = read_pairs(store).to_csv()
    assert not [secret for secret in (SITI, BUDI, STRANGER, "SANTOS", "AMINAH") if secret in shown]


def test_who_is_one_person_counts_once_and_counts_twice_again(store):
    """PKH reaches Budi's family (Siti), Aminah's, and a stranger: three. The stranger is Budi: two families."""
    before = figures(store)
    pkh = before["recipient"].query("program == 'PKH'")
    assert len(pkh) == 3
    assert pkh["no_kk"].notna().sum() == 2
    pair = pair_of(store, BUDI, STRANGER)
    decide(store, pair["pair_id"], SAME, by=TKSK, reason="satu KTP")
    after = figures(store)["recipient"].query("program == 'PKH'")
    assert sorted(after["no_kk"]) == [BUDI_KK, AMINAH_KK]
    decide(store, pair["pair_id"], UNDONE, by=TKSK, reason="keliru")
    assert_same(figures(store), before)


def test_two_strangers_who_are_one_count_once(tmp_path):
    """Two NIKs that no register has, one digit apart: two recipients, then one."""
    one, two = "6311023006700011", "6311023006700012"
    store = office(tmp_path, pkh=f"nik,no_kk,nama\n{one},,ORANG JAUH\n{two},,ORANG JAUH\n")
    count = lambda: len(figures(store)["recipient"].query("program == 'PKH'"))  # noqa: E731
    assert count() == 2
    decide(store, pair_of(store, one, two)["pair_id"], SAME, by=TKSK, reason="satu KTP")
    assert count() == 1
    store.close()


def test_a_nik_in_two_families_leads_nowhere_until_decided(tmp_path):
    """In the list of BLT stands only Siti's NIK. She is a member of Budi's family, and by another file of Aminah's."""
    store = office(tmp_path, blt=f"nik,no_kk,nama\n{SITI},,SITI\n")
    (tmp_path / "lain.csv").write_text(MEMBERS.splitlines()[0] + f"\n{SITI},{AMINAH_KK},SITI,1985-08-17,2,3,1,1,2\n")
    load_files(store, [SourceFile("members", tmp_path / "lain.csv")])
    blt = lambda: figures(store)["recipient"].query("program == 'BLTDD'")["no_kk"].fillna("").tolist()  # noqa: E731
    assert blt() == [""]
    decide(store, pair_of(store, SITI, SITI)["pair_id"], SAME, by=TKSK, reason="menikah")
    assert blt() == [BUDI_KK]  # she heads neither: the smaller number
    store.close()


def test_different_people_quieten_the_check_which_stays_to_be_read(store):
    before = read_issues(store)
    doubt = before.query("kind == 'nik_ganda_beda_nama'")
    assert doubt["severity"].tolist() == ["PERIKSA"]
    pair = pair_of(store, AMINAH, AMINAH)
    decide(store, pair["pair_id"], DIFFERENT, by=TKSK, reason="dua orang")
    after = read_issues(store).query("kind == 'nik_ganda_beda_nama'")
    assert after["severity"].tolist() == ["INFO"]
    assert after["message"].str.endswith("Sudah diputuskan: orang berbeda.").all()
    assert len(read_issues(store)) == len(before)
    decide(store, pair["pair_id"], UNDONE, by=TKSK, reason="ragu")
    pd.testing.assert_frame_equal(read_issues(store), before)


def test_a_decision_is_written_down_with_its_reason(store):
    pair = pair_of(store, BUDI, STRANGER)
    decide(store, pair["pair_id"], LATER, by=TKSK, reason="menunggu KTP")
    decide(store, pair["pair_id"], SAME, by=TKSK, reason="KTP sudah dilihat")
    told = read_history(store, subject="pasangan", subject_key=pair["pair_id"])
    assert told[["before", "after", "reason", "who"]].to_numpy().tolist() == [
        ["Ditunda", "Orang yang sama", "KTP sudah dilihat", "Dewi (TKSK)"],
        ["", "Ditunda", "menunggu KTP", "Dewi (TKSK)"],
    ]
    assert pair_of(store, BUDI, STRANGER)["decision"] == SAME


def test_only_the_right_role_decides_with_a_reason_about_a_pair_that_is_there(store):
    pair = pair_of(store, BUDI, STRANGER)["pair_id"]
    for problem, changes in ((ActMayNot, {"by": CAMAT}), (StepIncomplete, {"reason": " "})):
        with pytest.raises(problem):
            decide(store, pair, SAME, **({"by": TKSK, "reason": "x"} | changes))
    with pytest.raises(PairUnknown):
        decide(store, "nol", SAME, by=TKSK, reason="x")
    assert (read_pairs(store)["decision"] == "").all()


@settings(max_examples=3)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([SAME, DIFFERENT, LATER])), min_size=1, max_size=4))
def test_taking_every_decision_back_restores_everything(tmp_path_factory, decisions):
    store = office(tmp_path_factory.mktemp("balik"), members=MEMBERS + DOUBLES)
    before = figures(store)
    pairs = read_pairs(store)["pair_id"].tolist()
    for number, decision in decisions:
        decide(store, pairs[number], decision, by=TKSK, reason="coba")
    recipients = figures(store)["recipient"]
    assert not recipients.duplicated(["program", "period", "person_key"]).any()
    assert len(recipients) <= len(before["recipient"])
    for number in {number for number, _ in decisions}:
        decide(store, pairs[number], UNDONE, by=TKSK, reason="batal")
    assert_same(figures(store), before)
    store.close()


def test_lists_without_doubles_have_no_pairs(tmp_path):
    store = office(tmp_path, pkh=PKH.replace(f"{STRANGER},,BUDI SANTOSO\n", ""), blt=BLT)
    assert read_pairs(store).empty
    store.close()
