"""A No. KK that equals somebody else's NIK: every page, paper, count and limit keeps the two apart."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from analytics.coverage import read_coverage
from data import person, person_keys
from data.duplicates import read_pairs
from data.errors import NumberOfTwo
from data.family import find_families, note_collector, open_numbers, read_collectors, read_family
from data.handover.reading import read_journey
from data.handover.recording import Collector, Parcel, hand_over
from data.handover.schedule import read_received
from data.handover.spj import read_checklist
from data.history import read_history
from data.intake.homes import at_home
from data.intake.load import load_files
from data.mask import mask_key
from data.papers.rows import Wish, due
from data.roles import Actor
from data.store import Store
from data.trip_sheets import read_trip_sheets
from data.workflow import leaving, proposals, verification
from tests.data.intake_worlds import GALUMBANG, HAUWAI, csv_file, families_of, family, kk, nik, recipient, recipients_of
from tests.data.number_worlds import DAY, PLAN, TAMU_DUA, TAMU_TIGA, office
from tests.data.plan_worlds import PERIOD

KASI = Actor("Rahmah", "kasi")


@pytest.fixture
def store(tmp_path):
    opened = office(tmp_path)
    yield opened
    opened.close()


def asked(store: Store, question: str, *values: object) -> list[tuple]:
    with store.write(is_change=False) as cursor:
        return cursor.execute(question, list(values)).fetchall()


def handle(store: Store, key: str) -> str:
    return str(asked(store, "SELECT handle($1)", key)[0][0])


# --- keys ------------------------------------------------------------------------------------------------------


def test_python_and_sql_make_the_same_keys(store):
    assert asked(store, "SELECT nik_key($1), nik_key(NULL)", nik(1)) == [(person_keys.of_nik(nik(1)), None)]
    made = asked(
        store, "SELECT recipient_key($1, $2, $1, 'A', 'B'), recipient_key(NULL, $2, $1, 'A', 'B'), "
        "recipient_key(NULL, NULL, $1, 'A', 'B'), recipient_key(NULL, NULL, NULL, 'A', 'B')", kk(1), nik(1),
    )  # fmt: skip
    assert made == [(kk(1), person_keys.of_nik(nik(1)), kk(1), "A|B")]
    assert person_keys.as_said(f" nik{nik(1)} ".upper()) == person_keys.of_nik(nik(1))
    assert person_keys.as_said("6311 0212 0320 0012") == "6311021203200012"


def test_a_key_is_masked_like_the_number_in_it():
    keys = pd.Series([kk(1), TAMU_DUA, "AHMAD|Hauwai", None])
    assert mask_key(keys).tolist() == ["631102********02", "631102********03", "A****", ""]


def test_what_was_recorded_of_a_card_is_the_family_s_once_its_list_is_loaded(store, tmp_path):
    """A bare number is a No. KK, also of a card in no register; a marked one never becomes a family's."""
    lone = [recipient(70, nik="", nama="KARTU"), recipient(nik=kk(71), no_kk="", nama="ORANG")]
    load_files(store, [recipients_of(csv_file(tmp_path / "bnba.csv", lone), "PKH", PERIOD)])
    for key in (kk(70), person_keys.of_nik(kk(71))):
        verification.record(store, [handle(store, key)], "layak", by=KASI, on_date=DAY)
    load_files(store, [families_of(csv_file(tmp_path / "baru.csv", [family(70), family(71)]))])
    found = verification.read_due(store, with_poor=True, is_masked=False)
    assert not {kk(70), person_keys.of_nik(kk(71))} & set(found["person_key"])
    assert found.loc[found["person_key"] == kk(71), "name"].tolist() == ["KEPALA 71"]  # was never verified


# --- one family, one person ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (kk(1), ["KEPALA 1", "ANAK SATU"]), (kk(2), ["KEPALA 2"]), (kk(3), ["KEPALA 3"]), (kk(4), ["KEPALA 4"]),
        (kk(11), ["KEPALA 11", "ANAK KEMBAR", "ANAK SEBELAS"]), (kk(12), ["KEPALA 12"]), (TAMU_DUA, ["TAMU DUA"]),
        (TAMU_TIGA, ["TAMU TIGA"]),
    ],
    ids=["child's", "recipient's", "delivery's", "head's", "of the child", "of the head", "guest 2", "guest 3"],
)  # fmt: skip
def test_a_family_shows_its_own_people(store, key, names):
    found = read_family(store, key, on=DAY, is_masked=False)
    assert sorted(found.members["name"]) == sorted(names)
    assert found.facts["desa_code"] == (HAUWAI if key in {kk(number) for number in range(1, 5)} else GALUMBANG)
    received = {name for name in found.receives["name"] if name}
    assert received <= set(names)
    assert found.is_known == (not key.startswith("NIK"))


def test_what_was_handed_is_told_of_who_got_it(store):
    assert len(read_family(store, TAMU_TIGA, on=DAY).handed) == 1
    assert read_family(store, kk(3), on=DAY).handed.empty
    rows = {key: read_family(store, kk(key), on=DAY).flags.query("file == 'members.csv'")["row"] for key in (1, 11)}
    assert (set(rows[1]) <= {2, 3}, set(rows[11]) <= {4, 5, 6}, len(rows[11]) > 0) == (True, True, True)


def test_a_number_finds_the_family_and_the_other(store):
    for number, keys in ((1, {kk(1), kk(11)}), (2, {kk(2), TAMU_DUA}), (3, {kk(3), TAMU_TIGA}), (4, {kk(4), kk(12)})):
        found = find_families(store, kk(number))
        assert set(found["family_key"]) == keys
        assert sorted(found["desa_name"]) == [HAUWAI, GALUMBANG]  # the layer has no names
        assert not [cell for cell in found.drop(columns="family_key").to_numpy().ravel() if kk(number) in str(cell)]


def test_the_data_of_one_person_are_not_those_of_a_family_of_that_number(store):
    """Each of the four asks for their own; nothing of the family in Hauwai goes along, and the other way round."""
    open_numbers(store, kk(1), by=KASI, purpose="periksa keluarga satu")
    open_numbers(store, TAMU_DUA, by=KASI, purpose="periksa tamu dua")
    for number, name in ((1, "ANAK SEBELAS"), (2, "TAMU DUA"), (3, "TAMU TIGA"), (4, "KEPALA 12")):
        text = person.as_json(person.about(store, kk(number), by=KASI, purpose="permintaan")).decode()
        assert name in text
        assert f"KEPALA {number}" not in re.findall(r"KEPALA \d+", text)
        assert nik(number) not in text
        assert "keluarga satu" not in text
        assert ("tamu dua" in text) == (number == 2)
    text = person.as_json(person.about(store, nik(1), by=KASI, purpose="permintaan")).decode()
    assert "KEPALA 1" in text
    assert "keluarga satu" in text
    assert "ANAK SEBELAS" not in text


def test_a_row_that_waits_is_of_the_person_whose_nik_stands_in_it(store, tmp_path):
    """Both rows have a NIK that is none. In one the number is the card's: that row is a stranger's."""
    rows = [family(80, no_kk="1234", nik=kk(2), nama="MILIK TAMU"), family(81, no_kk=kk(2) + "9", nama="BUKAN TAMU")]
    rows[1] |= {"no_kk": kk(2)[:15], "nik": nik(81)}
    rows.append(family(82, no_kk="12", nama="RUSAK"))
    load_files(store, [families_of(csv_file(tmp_path / "menunggu.csv", rows))])
    with store.write() as cursor:
        cursor.execute(
            "UPDATE set_aside SET cells = replace(cells, '12\"', $1 || '\"') WHERE cells LIKE '%RUSAK%'", [kk(2)]
        )
    text = person.as_json(person.about(store, kk(2), by=KASI, purpose="permintaan")).decode()
    assert "MILIK TAMU" in text
    assert "RUSAK" not in text
    assert "BUKAN TAMU" not in text


# --- counts, plans, hand-overs -------------------------------------------------------------------------------------


def test_coverage_counts_each_once(store):
    """Rice: four families in Hauwai, family 12 and two guests in Galumbang; cash: one guest."""
    table = read_coverage(store, program="CPP", period=PERIOD).set_index("desa_code")
    assert table.loc[[HAUWAI, GALUMBANG], ["recipients", "recipients_unmatched"]].to_numpy().tolist() == [
        [4, 0],
        [1, 2],
    ]
    table = read_coverage(store, program="BLTDD", period=PERIOD).set_index("desa_code")
    assert table.loc[[HAUWAI, GALUMBANG], ["recipients", "recipients_unmatched"]].to_numpy().tolist() == [
        [0, 0],
        [0, 1],
    ]
    table = read_coverage(store, program="SEMUA", period=PERIOD).set_index("desa_code")
    assert table.loc[GALUMBANG, "recipients_unmatched"] == 2
    assert asked(store, "SELECT count(*) FROM recipient_record WHERE is_repeat") == [(0,)]


def test_who_got_it_is_left_out_of_a_plan_and_the_other_is_not(store):
    wanted = {
        "period": PERIOD,
        "programs": ["CPP"],
        "old_before": "1960-01-01",
        "words": ["CPP"],
        "word_programs": ["CPP"],
    }
    every = store.frame("delivery/recipients", open_only=False, **wanted)
    left = store.frame("delivery/recipients", open_only=True, **wanted)
    assert sorted(every["family_key"]) == sorted([kk(1), kk(2), kk(3), kk(4), kk(12), TAMU_DUA, TAMU_TIGA])
    assert sorted(left["family_key"]) == sorted([kk(3), kk(4), kk(12)])  # 1, 2 and TAMU DUA are on their way


def test_a_hand_over_is_that_of_the_one_and_not_of_the_other(store):
    parcel = Parcel(handle(store, TAMU_DUA), "CPP", PERIOD)
    hand_over(store, PLAN, [parcel], by=KASI, on_date=DAY)
    parcels = read_journey(store, PLAN, is_masked=False).parcels
    state = parcels.set_index(["name", "program"])["state"].to_dict()
    assert state == {
        ("KEPALA 1", "CPP"): "belum", ("KEPALA 2", "CPP"): "belum", ("TAMU DUA", "CPP"): "diserahkan",
        ("TAMU DUA", "BLTDD"): "belum",
    }  # fmt: skip
    received = read_received(store, programs=["CPP"], period=PERIOD).set_index("desa_code")
    assert received.loc[[HAUWAI, GALUMBANG], ["family_count", "received_count"]].to_numpy().tolist() == [[4, 0], [3, 2]]
    assert read_family(store, kk(2), on=DAY).handed.empty
    assert len(read_family(store, TAMU_DUA, on=DAY).handed) == 1


def test_the_spj_needs_a_letter_where_the_one_was_represented(store):
    """Somebody comes for TAMU DUA in Galumbang; nobody does for family 2 of Hauwai, who gets rice as well."""
    for key, collector in ((TAMU_DUA, Collector("WAKIL TAMU", "anak")), (kk(2), None)):
        hand_over(store, PLAN, [Parcel(handle(store, key), "CPP", PERIOD)], by=KASI, on_date=DAY, collector=collector)
    needed = read_checklist(store, programs=["CPP"], period=PERIOD)
    letters = needed[needed["document_key"] == "surat_kuasa"]
    assert letters["desa_code"].tolist() == [GALUMBANG]


def test_papers_of_the_road_name_each_with_the_own_number(store):
    rows = read_trip_sheets(store, PLAN, is_masked=False).recipients.set_index(["name", "program"])
    assert rows["nik"].to_dict() == {
        ("KEPALA 1", "CPP"): nik(1), ("KEPALA 2", "CPP"): nik(2), ("TAMU DUA", "CPP"): kk(2),
        ("TAMU DUA", "BLTDD"): kk(2),
    }  # fmt: skip
    assert rows["no_kk"].to_dict() == {
        ("KEPALA 1", "CPP"): kk(1), ("KEPALA 2", "CPP"): kk(2), ("TAMU DUA", "CPP"): "", ("TAMU DUA", "BLTDD"): "",
    }  # fmt: skip
    assert rows["desa_code"].to_dict()["TAMU DUA", "CPP"] == GALUMBANG


def test_who_collects_for_one_does_not_collect_for_the_other(store):
    note_collector(store, TAMU_DUA, program="", name="WAKIL TAMU", relation="anak", by=KASI)
    assert (read_collectors(store, TAMU_DUA), read_collectors(store, kk(2))) == ({"": "WAKIL TAMU"}, {})
    rows = read_trip_sheets(store, PLAN).recipients
    assert set(rows.loc[rows["collector"] != "", "name"]) == {"TAMU DUA"}
    found = person.about(store, kk(2), by=KASI, purpose="permintaan")
    assert found["collector_note"]["name"].tolist() == ["WAKIL TAMU"]


# --- verification, proposals, leaving, doubles ------------------------------------------------------------------------


def test_a_verification_is_that_of_the_one(store):
    before = verification.read_due(store, is_masked=False)
    assert sorted(before["name"]) == sorted(
        ["KEPALA 1", "KEPALA 2", "KEPALA 3", "KEPALA 4", "KEPALA 12", "TAMU DUA", "TAMU TIGA"]
    )
    verification.record(store, [handle(store, TAMU_DUA)], "layak", by=KASI, on_date=DAY)
    assert set(before["name"]) - set(verification.read_due(store, is_masked=False)["name"]) == {"TAMU DUA"}
    assert read_history(store, subject="keluarga", subject_key=kk(2)).query("what == 'Hasil verifikasi'").empty
    assert len(read_history(store, subject="keluarga", subject_key=TAMU_DUA)) == 1


def test_a_number_that_means_two_is_refused_and_a_key_is_not(store):
    with pytest.raises(NumberOfTwo) as refused:
        verification.record(store, [kk(2), kk(1)], "layak", by=KASI, on_date=DAY)
    assert refused.value.facts == {"count": 1}
    with pytest.raises(NumberOfTwo):
        leaving.leave(store, [kk(3)], cause="meninggal", left_on=DAY, by=KASI)
    assert asked(store, "SELECT count(*) FROM verification") == [(0,)]
    leaving.leave(store, [TAMU_DUA], cause="meninggal", left_on=dt.date(2026, 10, 1), by=KASI)
    table = read_coverage(store, program="CPP", period=PERIOD).set_index("desa_code")
    assert table.loc[[HAUWAI, GALUMBANG], ["recipients", "recipients_unmatched"]].to_numpy().tolist() == [
        [4, 0],
        [1, 1],
    ]


def test_proposals_are_those_of_the_one(store):
    """The child by NIK is of family 11; the number as a No. KK is family 1. TAMU DUA, proposed twice, gets cash."""
    told = {"families": [kk(1), TAMU_DUA], "persons": [kk(1), kk(2)]}
    made = proposals.propose(store, program="BLTDD", period=PERIOD, by=KASI, on_date=DAY, **told)
    assert len(made.ids) == 4
    keys = asked(store, "SELECT person_key, nik FROM proposal ORDER BY ALL")
    assert keys == [(kk(1), None), (kk(11), kk(1)), (TAMU_DUA, kk(2)), (TAMU_DUA, None)]
    shown = proposals_shown(store)
    assert shown == {"KEPALA 1": "631102********02", "ANAK SEBELAS": "631102********13", "TAMU DUA": "631102********03"}
    with store.write() as cursor:
        cursor.execute("UPDATE proposal_step SET state = 'ditetapkan'")
    hand_over(store, PLAN, [Parcel(handle(store, TAMU_DUA), "BLTDD", PERIOD)], by=KASI, on_date=DAY)
    states = asked(store, "SELECT person_key, state FROM proposal_now ORDER BY ALL")
    assert states == [(kk(1), "ditetapkan"), (kk(11), "ditetapkan"), *[(TAMU_DUA, "disalurkan")] * 2]


def test_a_list_of_deliveries_moves_the_proposal_of_the_one(store, tmp_path):
    told = [handle(store, key) for key in (kk(3), TAMU_TIGA)]
    proposals.propose(store, program="CPP", period=PERIOD, by=KASI, families=told, on_date=DAY)
    with store.write() as cursor:
        cursor.execute("UPDATE proposal_step SET state = 'ditetapkan'")
    load_files(store, [families_of(csv_file(tmp_path / "lagi.csv", [family(40)]))])
    states = asked(store, "SELECT person_key, state FROM proposal_now")
    assert dict(states) == {kk(3): "ditetapkan", TAMU_TIGA: "disalurkan"}


def proposals_shown(store: Store) -> dict[str, str]:
    rows = store.frame("workflow/proposals", state="", program="", desa_code="")
    return dict(zip(rows["name"], mask_key(rows["person_key"]), strict=True))


def test_doubles_are_shown_with_the_family_they_are_in(store):
    assert len(read_pairs(store, family_key=kk(11))) == 1  # ANAK SEBELAS and ANAK KEMBAR
    assert read_pairs(store, family_key=kk(1)).empty
    assert read_pairs(store, family_key=person_keys.of_nik(kk(1))).shape[0] == 1


def test_a_row_is_no_repeat_of_another_whose_nik_is_its_card(store, tmp_path):
    """Row 2 has the number as NIK, row 3 as No. KK, row 4 is row 3 again."""
    rows = [recipient(nik=kk(2), no_kk="", nama="TAMU DUA"), *[recipient(2, nik="", nama="KEPALA 2")] * 2]
    load_files(store, [recipients_of(csv_file(tmp_path / "pkh.csv", rows), "PKH", PERIOD)])
    found = asked(store, "SELECT row, is_repeat FROM recipient_record WHERE program = 'PKH' ORDER BY row")
    assert found == [(2, False), (3, False), (4, True)]
    pairs = read_pairs(store, is_masked=False)
    assert set(pairs.loc[pairs["kinds"].str.contains("baris"), ["row_1", "row_2"]].to_numpy().ravel()) <= {3, 4}


def test_rows_that_wait_are_at_home_where_their_number_leads_as_what_it_is(store):
    homes = store.frame("quarantine/homes", numbers=[kk(1), kk(4)])
    empty = pd.Series([None, None], dtype="object")
    numbers, told = pd.Series([kk(1), kk(4)], dtype="object"), pd.Series(["", ""])
    assert at_home(told, numbers, empty, homes).tolist() == [HAUWAI, HAUWAI]
    assert at_home(told, empty, numbers, homes).tolist() == [GALUMBANG, GALUMBANG]


def test_a_paper_names_the_number_without_its_mark(store):
    rows = due(store, Wish("", PERIOD, is_masked=False)).set_index("name")
    assert rows.loc[["KEPALA 2", "TAMU DUA"], "no_kk"].tolist() == [kk(2), kk(2)]
    assert due(store, Wish("", PERIOD)).set_index("name").loc["TAMU DUA", "no_kk"] == "631102********03"


# --- an operator ---------------------------------------------------------------------------------------------------


def test_an_operator_sees_and_writes_nothing_of_a_family_elsewhere_of_that_number(store):
    """Galumbang has ANAK SEBELAS and KEPALA 12 as its own people: their NIKs open nothing of Hauwai."""
    for key in (kk(1), kk(2), kk(4), TAMU_DUA):
        verification.record(store, [handle(store, key)], "layak", by=KASI, on_date=DAY)
    own = store.only((GALUMBANG,))
    assert {row[0] for row in _read(own, "SELECT person_key FROM verification")} == {TAMU_DUA}
    assert {row[0] for row in _read(own, "SELECT person_key FROM plan_parcel")} == {TAMU_DUA}
    assert {row[0] for row in _read(own, "SELECT DISTINCT person_key FROM recipient")} == {kk(12), TAMU_DUA, TAMU_TIGA}
    assert set(find_families(own, kk(1))["family_key"]) == {kk(11)}
    assert set(find_families(own, kk(4))["family_key"]) == {kk(12)}
    assert read_family(own, kk(1), on=DAY) is None
    assert not {"KEPALA 1", "ANAK SATU"} & {row[0] for row in _read(own, "SELECT name FROM person")}
    with store.write(is_change=False) as cursor:
        cursor.register("people", pd.DataFrame({"person_key": [kk(1), kk(4), kk(11), TAMU_DUA]}))
        assert own.count_others(cursor, "people") == 2
        cursor.unregister("people")
    here = store.only((HAUWAI,))
    assert {row[0] for row in _read(here, "SELECT person_key FROM verification")} == {kk(1), kk(2), kk(4)}
    assert read_family(here, TAMU_DUA, on=DAY) is None


def _read(store: Store, question: str) -> list[tuple]:
    with store.read() as cursor:
        return cursor.execute(question).fetchall()
