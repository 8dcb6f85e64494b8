"""What an operator of one desa reads of things that several desa share: plans, trips, files, rows that wait."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from data.errors import OutputUnwritable, RowNotWaiting
from data.export import write_whole
from data.handover import closing, files, recording
from data.intake.load import Answers, load_files
from data.office import open_office
from data.papers.delivery.whatsapp import whatsapp_text
from data.plans import plans_of, read_plan
from data.roles import Actor
from data.store import Store
from data.trip_sheets import read_trip_sheets
from data.waiting_rows import download_waiting, read_cells, read_waiting
from tests.data.handover_worlds import DAY, KASI, PLAN, TRIP_1, TRIP_3, driven, journey, rice
from tests.data.intake_worlds import GALUMBANG, HAUWAI, PUDAK, csv_file, families_of, family
from tests.data.plan_worlds import STOPS

ROOT = Path(__file__).resolve().parents[2]
DESA = (HAUWAI, GALUMBANG, PUDAK)
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


def test_no_sum_of_a_plan_tells_how_many_receive_elsewhere(whole, own):
    """Less the own part, the sums of the office would be the other desa's."""
    every, plan = read_plan(whole, PLAN).result, read_plan(own, PLAN).result
    homes = {code: sum(stop["family_count"] for stop in every["stops"] if stop["desa_code"] == code) for code in DESA}
    totals = plan["totals"]
    assert (totals["family_count"], totals["served_family_count"]) == (homes[HAUWAI], homes[HAUWAI])
    assert (totals["stop_count"], totals["served_stop_count"]) == (len(plan["stops"]), len(plan["stops"]))
    assert plan["headline"].endswith(f"{homes[HAUWAI]} dari {homes[HAUWAI]} keluarga terlayani")
    for vehicle in plan["vehicles"]:
        for trip in vehicle["trips"]:
            assert trip["stop_count"] == len(trip["stops"])
            for name in ("family_count", "parcel_count", "load_kg"):
                assert trip[name] == sum(stop[name] for stop in trip["stops"]), (trip["trip_id"], name)
    assert every["totals"]["family_count"] == sum(homes.values()) > homes[HAUWAI]
    left = read_plan(whole.only((PUDAK,)), PLAN).result["totals"]
    assert (left["family_count"], left["served_family_count"]) == (homes[PUDAK], 0)


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


# --- the cursors on which the limit stands -------------------------------------------------------------


def desa_of(store) -> set[str]:
    return set(store.frame("handover/parcels", plan_id=PLAN)["desa_code"])


def cursors_made(store, monkeypatch) -> list[int]:
    made, real = [], store._database._new_cursor
    monkeypatch.setattr(store._database, "_new_cursor", lambda: made.append(1) or real())
    return made


def test_the_limit_is_made_once_for_many_questions(own, monkeypatch):
    made = cursors_made(own, monkeypatch)
    for _ in range(5):
        assert desa_of(own) == {HAUWAI}
        with own.read() as cursor:
            assert set(cursor.execute("SELECT desa_code FROM plan_parcel").df()["desa_code"]) == {HAUWAI}
    assert len(made) == 1


def test_no_limit_serves_another_reader(whole, own):
    other = whole.only((GALUMBANG,))
    for _ in range(3):
        assert [desa_of(each) for each in (own, other, whole)] == [{HAUWAI}, {GALUMBANG}, {HAUWAI, GALUMBANG}]


def test_who_asks_at_the_same_time_has_a_cursor_of_its_own(whole, own, monkeypatch):
    made = cursors_made(own, monkeypatch)
    with own.read() as one, own.read() as two:
        assert one is not two
    assert len(made) == 2
    others = {code: whole.only((code,)) for code in (HAUWAI, GALUMBANG)}
    with ThreadPoolExecutor(8) as threads:
        asked = list(others) * 40
        assert list(threads.map(lambda code: desa_of(others[code]), asked)) == [{code} for code in asked]
    assert len(whole._database._idle) <= 16


def test_a_question_that_fails_leaves_its_cursor_to_nobody(own, monkeypatch):
    desa_of(own)
    made = cursors_made(own, monkeypatch)
    with pytest.raises(duckdb.CatalogException), own.read() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert desa_of(own) == {HAUWAI}
    assert made == [1]


def test_more_readers_than_cursors_are_kept_for(whole):
    for number in range(40):
        assert desa_of(whole.only((HAUWAI, str(number)))) == {HAUWAI}
    assert len(whole._database._idle) == 16


def test_what_was_answered_without_a_limit_is_not_remembered_with_one(whole):
    remembering = whole.remembering()
    assert desa_of(remembering) == {HAUWAI, GALUMBANG}
    assert desa_of(remembering.only((HAUWAI,))) == {HAUWAI}
    assert desa_of(remembering) == {HAUWAI, GALUMBANG}


def opens_elsewhere(path) -> bool:
    opened = "import sys; from data.store import Store; Store.open(sys.argv[1]).close(); print('ya')"
    done = subprocess.run([sys.executable, "-c", opened, path], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout == "ya\n"


def test_an_export_over_the_open_file_lets_no_other_process_in(whole):
    """On POSIX a file that is closed loses the locks of its process, whoever has set them."""
    with pytest.raises(OutputUnwritable):
        write_whole(whole.path, b"x")
    assert not opens_elsewhere(whole.path)


def test_a_closed_file_is_held_by_no_kept_cursor(whole, own):
    """Another process can open it."""
    desa_of(own)
    whole.close()
    assert whole._database._idle == []
    assert opens_elsewhere(whole.path)


def test_a_cursor_in_use_while_its_file_is_closed_is_not_kept(whole, own, tmp_path):
    with pytest.raises(duckdb.ConnectionException), own.read():
        whole.close()
    assert whole._database._idle == []
    encrypted = open_office(tmp_path / "lain.duckdb")
    other = Store.open(encrypted.path)  # holds the connection that both share
    with encrypted.only((HAUWAI,)).read():
        encrypted.close()
    assert encrypted._database._idle == []
    assert not opens_elsewhere(other.path)
    other.close()
    assert opens_elsewhere(other.path)
