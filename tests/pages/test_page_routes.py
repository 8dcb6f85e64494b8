"""Rute: each state of the page, on the plan of tests/data/plan_worlds.py (3 trips, a transfer point, one stop out)."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.handover.reading import read_journey
from data.handover.recording import Parcel, hand_over, undo
from data.plans import choose_plan, plans_of, read_parcels, save_plan, unchoose_plan
from data.workflow.written import today
from pages.parts import cache
from pages.parts.cache import plans
from tests.pages.conftest import bodies, heading, maps, needs_assets, painted, run_page, table, told, words, written

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))  # as tests/data imports its worlds

from plan_worlds import FIRST_DAY, KASI, PLAN, delivery_store, plan_result

pytestmark = needs_assets
HEAD = "3 ritase, 51 km, 2 kendaraan: 3 dari 4 titik terlayani penuh, 4 dari 20 keluarga belum"
Open = Callable[..., AppTest]


@pytest.fixture
def open_plan(tmp_path, monkeypatch, opened) -> Open:
    """Return ``open_plan(**session_state)``: the page on a copy of the world; its plan is driven."""
    store = delivery_store(tmp_path)
    path = store.path
    store.close()
    opened.add(path)
    plans.forget_plans()
    plans.forget_tables()

    def open_plan(**state: object) -> AppTest:
        return run_page(monkeypatch, "routes", path, program_rute="SEMUA", **state)

    return open_plan


def store_of(tmp_path: Path):
    return cache.open_store(str(tmp_path / "kantor.duckdb"))


def driven_of(store) -> list[int]:
    return [plan.plan_id for plan in plans_of(store) if plan.first_day]


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label.startswith(label)).click()
    return test.run()


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


# --- looking --------------------------------------------------------------------------------------------------


def test_a_plan_says_what_it_reaches_and_what_its_distances_are_worth(open_plan):
    test = open_plan()
    assert not test.exception
    assert heading(test) == HEAD
    assert told(test, "awas")[0].startswith("Jarak: garis lurus × 1,4 — bukan jarak jalan.")
    assert "dipakai mulai 28 November 2026" in words(test)
    vehicles = written(test, "Terisi")
    # 100 + 60 kg of 1,000 in two trips, the fuller one 10 %; 60 of 80 kg
    assert vehicles[["Kendaraan", "Ritase", "Muatan", "Terisi", "Jam"]].to_numpy().tolist() == [
        ["Pick-up", "2", "160 kg", "10 %", "08.00–12.15"], ["Motor", "1", "60 kg", "75 %", "11.45–13.05"],
    ]  # fmt: skip
    assert table(test, "Kembali")["Catatan"].tolist() == ["", "ke titik alih", ""]


def test_the_map_is_told_ways_times_marks_and_what_is_left_out(open_plan):
    layer = painted(open_plan(), "trips")
    assert [trip["id"] for trip in layer["trips"]] == ["pickup-1-1", "pickup-1-2", "motor-1-1"]
    assert [place["note"] for place in layer["places"]] == ["", "siap 11.45"]
    assert (layer["out"], layer["priority"]) == ([0, 0, 0, 1], [1, 0, 1, 0])
    assert layer["trips"][1]["legs"][0]["place"] == 1  # the transfer point
    assert layer["trips"][2]["from"] == 1
    left = " ".join(layer["lines"][3])
    assert "Belum terlayani 4 keluarga: armada tidak cukup." in left
    assert "Yang membantu: tambah 1 Motor" in left
    assert layer["days"] == ["Sabtu, 28 November 2026"]
    assert {leg["dash"] for trip in layer["trips"] for leg in trip["legs"]} == {1}  # straight lines


def test_the_legend_has_the_colours_of_the_lines_and_the_marks_there_are(open_plan):
    test = open_plan()
    drawn = {vehicle["name"]: vehicle["colour"] for vehicle in painted(test, "trips")["vehicles"]}
    [legend] = [body for body in bodies(test) if "height:4px" in body]
    named = {name: colour for colour, name in re.findall(r"background:(#\w{6})[^>]*></span>([^<]+)<", legend)}
    assert {name: colour for name, colour in named.items() if name in drawn} == drawn
    assert "belum terlayani" in legend
    assert "titik alih muatan" in legend


def test_what_is_left_out_says_why_what_helps_and_offers_to_try_it(open_plan):
    test = open_plan()
    row = table(test, "Alasan").iloc[0]
    assert (row["Titik"], row["Alasan"]) == ("Pudak 1 (Dusun 1)", "armada tidak cukup")
    assert [label for label in labels(test) if label.startswith("Terapkan")] == [
        "Terapkan: bagi menjadi 2 hari (4 keluarga)", "Terapkan: tambah 1 Motor (4 keluarga)",
    ]  # fmt: skip


def test_a_remedy_is_tried_as_a_plan_of_its_own(open_plan, tmp_path):
    test = press(open_plan(), "Terapkan: bagi menjadi 2 hari")
    assert not test.exception
    assert "4 titik terlayani" in heading(test)
    kept = plans_of(store_of(tmp_path))
    assert [plan.name for plan in kept] == ["bagi menjadi 2 hari", "percobaan"]
    assert kept[0].result["days"] == ["2026-11-28", "2026-11-29"]
    assert read_parcels(store_of(tmp_path), kept[0].plan_id)["trip_id"].ne("").all()


def test_a_program_without_a_plan_says_how_to_get_one(open_plan):
    test = open_plan()
    test.selectbox(key="program_rute").select("BLTDD").run()
    assert heading(test) == "Belum ada rute BLT Dana Desa untuk November 2026"
    assert labels(test)[0] == "Buat rute"
    assert not maps(test)


def test_a_plan_is_made_for_the_days_asked_for(open_plan, tmp_path):
    test = open_plan(rute_hari=2)
    press(test, "Hitung ulang rute")
    assert not test.exception
    assert len(plans_of(store_of(tmp_path))[0].result["days"]) == 2
    assert test.selectbox(key="kotak_rencana").value == PLAN + 1


def test_only_what_no_plan_in_use_brings_is_planned(open_plan, tmp_path):
    """The plan in use leaves Pudak's four families; without one in use there is nothing to ask."""
    test = open_plan()
    box = next(node for node in test.checkbox if node.label == "Hanya yang belum menerima dan belum dibawa")
    box.check()
    press(test, "Hitung ulang rute")
    assert not test.exception
    assert heading(test).endswith("semua 1 titik terlayani")
    assert any("hanya yang belum menerima dan belum dibawa" in body for body in bodies(test))
    made = plans_of(store_of(tmp_path))[0]
    assert (made.result["totals"]["family_count"], made.inputs["is_open_only"]) == (4, True)
    choose_plan(store_of(tmp_path), made.plan_id, first_day=FIRST_DAY, by=KASI)
    plans.forget_plans()
    press(test, "Hitung ulang rute")
    assert told(test, "galat")[0].startswith("Semua program, November 2026: semua penerima sudah menerima atau dibawa")
    unused = open_plan()
    unused.selectbox(key="program_rute").select("BLTDD").run()
    assert [node.label for node in unused.checkbox] == ["Hanya yang belum menerima dan belum dibawa"]
    for plan_id in (PLAN, made.plan_id):
        unchoose_plan(store_of(tmp_path), plan_id, reason="ditunda", by=KASI)
    plans.forget_plans()
    assert not list(unused.run().checkbox)
    with store_of(tmp_path).write() as cursor:  # a list of deliveries is loaded
        cursor.execute(
            "INSERT INTO delivery_record BY NAME SELECT load_id, '' AS sheet, 1 AS row, false AS is_repeat, "
            "person_key AS no_kk, program AS program_given, period AS period_given, 'Diterima' AS status "
            "FROM recipient, (SELECT min(load_id) AS load_id FROM live_load) "
            "WHERE program = 'BLTDD' AND period = '2026-11' LIMIT 1"
        )
    assert len(unused.run().checkbox) == 1


# --- changing -------------------------------------------------------------------------------------------------


def test_a_change_by_hand_is_told_undone_done_again_and_kept(open_plan, tmp_path):
    """Pudak goes to the first trip: four families more; what is brought to the transfer point stays."""
    test = press(open_plan(tugas_rute="ubah"), "Masukkan")
    assert not test.exception
    change = (told(test, "beres") + told(test, "galat"))[0]
    assert change.startswith("Ubahan: +4 keluarga · +")
    assert "semua 4 titik terlayani" in heading(test)
    assert heading(press(test, "Urungkan")) == HEAD
    assert "semua 4 titik terlayani" in heading(press(test, "Ulangi"))
    press(test, "Simpan sebagai")
    kept = plans_of(store_of(tmp_path))[0]
    assert (kept.name, kept.inputs["changed_from"]) == ("1 ubahan dari rencana 1", PLAN)
    parcels = read_parcels(store_of(tmp_path), kept.plan_id)
    assert len(parcels) == 24
    assert set(parcels.loc[parcels["stop_id"].str.endswith("2005-01"), "trip_id"]) == {"pickup-1-1"}


def test_a_change_that_breaks_a_rule_is_marked_and_can_be_kept_but_not_chosen(open_plan, tmp_path):
    """The motorcycle carries 80 kg: Hauwai 1 (60 kg) beside Galumbang (60 kg) is too much."""
    test = open_plan(tugas_rute="ubah", ritase_terpilih="pickup-1-1")
    target = next(box for box in test.selectbox if box.label == "Pindah ke")
    target.select_index(1).run()  # the trips in their order, without the one that feeds the transfer point
    press(test, "Pindahkan")
    assert not test.exception
    [bar] = told(test, "galat")
    assert "melanggar" in bar
    assert "Motor" in bar
    broken = table(test, "Kembali").set_index("Kendaraan")["Catatan"]
    assert (broken == "melanggar aturan").any()
    assert any("Melanggar aturan" in line for trip in painted(test, "trips")["trips"] for line in trip["lines"])
    press(test, "Simpan sebagai draf")
    assert not [label for label in labels(test) if label.startswith("Pakai mulai")]
    assert driven_of(store_of(tmp_path)) == [PLAN]


def test_a_locked_trip_stays_when_the_rest_is_planned_anew(open_plan):
    test = press(open_plan(tugas_rute="ubah", ritase_terpilih="pickup-1-1"), "Kunci")
    assert "terkunci" in set(table(test, "Kembali")["Catatan"])
    press(test, "Susun ulang sisanya")
    assert not test.exception
    stops = [leg["stop"] for trip in painted(test, "trips")["trips"] if trip["locked"] for leg in trip["legs"]]
    assert stops == [0, 1]


# --- comparing, choosing ----------------------------------------------------------------------------------------


@pytest.fixture
def two_plans(open_plan, tmp_path) -> Open:
    store = store_of(tmp_path)
    other = deepcopy(plan_result())
    other["totals"] |= {"distance_m": 60_000.0, "served_family_count": 20}
    inputs = {**plans_of(store)[0].inputs}
    save_plan(store, inputs, other, read_parcels(store, PLAN), name="jalan lain", by=KASI)
    plans.forget_plans()
    return open_plan


def test_two_plans_stand_side_by_side_with_their_differences_and_maps(two_plans):
    test = two_plans(tugas_rute="banding")
    assert not test.exception
    [figures] = [body for body in bodies(test) if "ps-plans" in body]
    assert "<b>20</b> <span>(+4 keluarga)</span>" in figures
    assert "60 km <span>(+9,2 km)</span>" in figures
    assert len(maps(test)) == 2
    assert painted(test, "trips", 1)["clock"] is False


def test_one_plan_is_chosen_in_the_place_of_another_by_somebody(two_plans, tmp_path):
    test = two_plans(tugas_rute="banding")
    press(test, "Pakai mulai 28 November 2026")
    assert told(test)  # nobody was named
    assert driven_of(store_of(tmp_path)) == [PLAN]
    test = two_plans(tugas_rute="banding", petugas_nama="Rahmah")
    store = store_of(tmp_path)
    first = read_journey(store, PLAN).parcels.iloc[0]
    parcel = Parcel(first["handle"], first["program"], first["period"])
    act = hand_over(store, PLAN, [parcel], by=KASI, on_date=today())
    press(test, "Pakai mulai 28 November 2026")
    assert told(test, "galat")[0].startswith("Rencana nomor 1 tidak bisa dilepas atau diganti karena 1 ritasenya")
    assert driven_of(store) == [PLAN]
    undo(store, act, by=KASI, reason="salah catat")
    press(test, "Pakai mulai 28 November 2026")
    assert driven_of(store_of(tmp_path)) == [PLAN + 1]
    assert told(test, "beres")[0].startswith("Rencana 2 · jalan lain dipakai mulai 28 November 2026.")


# --- printing, tables --------------------------------------------------------------------------------------------


def test_papers_files_and_a_message_are_offered_of_a_trip(open_plan):
    test = open_plan(tugas_rute="cetak", lingkup_cetak="ritase")
    assert not test.exception
    assert {"Buat semua dokumen (ZIP)", "Manifes", "Daftar muat", "Tanda terima", "Rute GPX"} <= set(labels(test))
    assert "Hauwai 1 (Dusun 1)" in test.code[0].value
    press(test, "Rute GPX")
    assert not test.exception
    assert [node for node in test if node.type == "download_button"]


def test_a_place_is_put_where_a_desa_is_and_faults_are_told_at_once(open_plan, tmp_path):
    test = open_plan()
    name = next(node for node in test.text_input if node.label == "Nama tempat")
    name.set_value("Gudang Baru")
    press(test, "Tambah tempat")
    assert not test.exception
    assert plans.depots(cache.source_of(str(tmp_path / "kantor.duckdb")))["name"].tolist() == ["Gudang Baru"]
    name = next(node for node in test.text_input if node.label == "Nama tempat")
    name.set_value("Gudang Baru")
    press(test, "Tambah tempat")
    assert "sudah tertulis" in told(test)[0]
