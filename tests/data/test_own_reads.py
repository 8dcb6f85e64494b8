"""What an operator of one desa reads of things that several desa share: plans, trips, files, rows that wait."""

from __future__ import annotations

import json

import pytest

from data.errors import RowNotWaiting
from data.handover import closing, files, recording
from data.intake.load import Answers, load_files
from data.papers.delivery.whatsapp import whatsapp_text
from data.plans import plans_of, read_plan
from data.roles import Actor
from data.trip_sheets import read_trip_sheets
from data.waiting_rows import download_waiting, read_cells, read_waiting
from tests.data.handover_worlds import DAY, KASI, PLAN, TRIP_1, TRIP_3, driven, journey, rice
from tests.data.intake_worlds import GALUMBANG, HAUWAI, csv_file, families_of, family
from tests.data.plan_worlds import STOPS

DESI = Actor("Desi", "desa", "desi", (HAUWAI,), "10.0.0.7")


@pytest.fixture
def whole(tmp_path):
    store = driven(tmp_path)
    yield store
    store.close()


@pytest.fixture
def own(whole):
    """The store as the operator of Hauwai has it."""
    return whole.only((HAUWAI,), by=DESI)


def test_a_plan_shows_the_stops_of_the_own_desa(whole, own):
    """A stop of another is the place of a home there; the three trips keep their numbers."""
    every, plan = read_plan(whole, PLAN), read_plan(own, PLAN)
    assert {stop["desa_code"] for stop in plan.result["stops"]} == {HAUWAI}
    assert plan.result["unserved"] == []  # the one that is left out is in Pudak
    assert len(every.result["unserved"]) == 1
    trips = read_trip_sheets(own, PLAN).trips
    assert dict(zip(trips["trip_id"], trips["number"], strict=True)) == {TRIP_1: 1, "pickup-1-2": 2, TRIP_3: 3}
    assert set(read_trip_sheets(own, PLAN).visits["desa_code"]) == {HAUWAI, ""}  # "": the transfer point
    elsewhere = [label for label, code, *_ in STOPS.values() if code != HAUWAI]
    places = ["115.65"]
    told = [json.dumps(each.result) for each in (plan, *plans_of(own))]
    assert not [one for one in (*elsewhere, *places) if any(one in text for text in told)]
    assert all(one in json.dumps(every.result) for one in (*elsewhere, *places))


def test_a_way_to_a_stop_elsewhere_is_not_shown(whole, own):
    """Hauwai 1 is reached from the store, Hauwai 2 from Hauwai 1: both ways are the own desa's."""
    stops = read_trip_sheets(own, PLAN, trip_id=TRIP_1).visits
    assert [len(path) for path in stops["path"]] == [2, 2]
    other = read_trip_sheets(whole.only((GALUMBANG,)), PLAN)
    assert other.trips.set_index("trip_id").loc[TRIP_1, "return_path"] == []  # it returns from Hauwai 2
    assert len(other.trips.set_index("trip_id").loc[TRIP_3, "return_path"]) == 2


def test_the_message_of_another_desa_tells_of_no_stop(whole, own):
    assert "Galumbang 1" in whatsapp_text(whole, PLAN, desa_code=GALUMBANG)
    assert "Galumbang 1" not in whatsapp_text(own, PLAN, desa_code=GALUMBANG)


def test_closings_of_trips_elsewhere_are_not_shown(whole, own):
    recording.hand_over(whole, PLAN, rice(whole, *range(11, 17)), by=KASI, on_date=DAY)
    closing.close(whole, PLAN, [TRIP_3], by=KASI)
    closing.reopen(whole, PLAN, [TRIP_3], by=KASI, reason="keluarga Pak Anu salah dicatat")
    assert len(closing_rows(whole)) == 2
    assert closing_rows(own).empty
    assert len(closing_rows(whole.only((GALUMBANG,)))) == 2


def closing_rows(store):
    return store.frame("handover/closings", plan_id=PLAN)


def test_what_speaks_against_closing_is_told_of_the_own_desa(whole, own):
    """All parcels of both trips are still in hand: 14 and 6."""
    every = closing.read_obstacles(whole, journey(whole), [TRIP_1, TRIP_3])
    assert every.groupby("trip_id").size().to_dict() == {TRIP_1: 14, TRIP_3: 6}
    shown = closing.read_obstacles(own, journey(whole), [TRIP_1, TRIP_3])
    assert shown.groupby("trip_id").size().to_dict() == {TRIP_1: 14}


def test_files_that_others_have_sent_are_not_shown(whole, own, tmp_path):
    said = {"Program": "Beras CPP", "Hasil": "Diserahkan", "Tanggal": "20/11/2026"}
    for store, number, name in ((whole, 11, "Pak Anu.csv"), (own, 1, "kami.csv")):
        rows = [{"Kode": rice(whole, number)[0].handle} | said]
        files.take_file(store, PLAN, csv_file(tmp_path / name, rows), by=KASI if store is whole else DESI)
    assert set(files.read_files(whole, PLAN)["file_name"]) == {"Pak Anu.csv", "kami.csv"}
    assert set(files.read_files(own, PLAN)["file_name"]) == {"kami.csv"}


def test_rows_that_wait_are_not_shown(whole, own, tmp_path):
    """A row without a KK number waits; whose it is, is not sure."""
    path = csv_file(tmp_path / "rusak.csv", [family(40, no_kk="")])
    load_files(whole, [families_of(path)], Answers(code_system="kemendagri"))
    row = read_waiting(whole).iloc[0]
    at = int(row["load_id"]), str(row["sheet"]), int(row["row"])
    assert read_cells(whole, *at)
    assert read_waiting(own).empty
    assert download_waiting(own, by=DESI, is_masked=True)[1] == 0
    with pytest.raises(RowNotWaiting):
        read_cells(own, *at)
