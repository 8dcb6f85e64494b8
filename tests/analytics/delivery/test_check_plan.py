from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.delivery import draft as draft_room
from analytics.delivery.check import NUMBERS, Tables, check_plan
from analytics.delivery.fill import fill
from analytics.delivery.ground import Ground, kinds_of
from analytics.delivery.parts import amounts_of, split_stops
from analytics.delivery.plan import make_plan
from analytics.delivery.reach import reach_of
from analytics.delivery.solve import Stop, solve
from analytics.delivery.tours import DIRECT, Slot, Task, Tour
from data.errors import PlanBroken
from data.messages import sentence
from tests.analytics.delivery.delivery_worlds import (
    motor,
    problem_of,
    random_world,
    stop_table,
    transfer_problem,
)

FIRST = "63.11.02.2001-01"


# --- plans broken by hand -----------------------------------------------------------------------------
# One pick-up feeds the landing stage and serves stop 3; one kelotok brings stops 1 and 2; nothing is left out.


@pytest.fixture(scope="module")
def whole():
    done = make_plan(transfer_problem(), iterations=30)
    return done.problem, Tables(done.trips, done.visits, done.unserved, done.transfers)


def cell(table, row, **values):
    """Return a change of a cell, or several, of the first row that ``row`` picks; floats are added, NaN too."""

    def change(tables):
        frame = getattr(tables, table).copy()
        at = frame.index[row(frame)][:1]
        for column, value in values.items():
            if isinstance(value, float):
                frame[column] = frame[column].astype(float)
            if callable(value):
                frame[column] = [value(old) if one in at else old for one, old in frame[column].items()]
            else:
                frame.loc[at, column] = frame.loc[at, column] + value if isinstance(value, float) else value
        return replace(tables, **{table: frame})

    return change


def without(table, row):
    return lambda tables: replace(tables, **{table: (f := getattr(tables, table)).drop(index=f.index[row(f)][:1])})


def twice(table, row):
    def change(tables):
        frame = getattr(tables, table)
        return replace(tables, **{table: pd.concat([frame, frame[row(frame)][:1]], ignore_index=True)})

    return change


def left_out(**values):
    row = {
        "stop_id": FIRST, "family_count": 1, "priority_count": 0, "parcel_count": 1, "load_kg": 10.0,
        "reason_key": "armada_habis", "reason": "armada tidak cukup", **values,
    }  # fmt: skip
    return lambda tables: replace(tables, unserved=pd.DataFrame([row]))


def feed(frame):
    return frame["is_feed"].to_numpy(bool)


def boat(frame):
    return frame["vehicle_key"].eq("kelotok").to_numpy()


def to(stop_id):
    return lambda frame: frame["stop_id"].eq(stop_id).to_numpy()


def at_transfer(frame):
    return frame["depot_key"].ne("").to_numpy()


def pickup_last(frame):
    return (frame["vehicle_key"].eq("pick-up") & ~frame["is_feed"]).to_numpy()


def each(frame):
    return np.ones(len(frame), dtype=bool)


BROKEN = {
    "a visit is missing": (without("visits", to(FIRST)), "tidak habis dibagi"),
    "a visit stands twice": (twice("visits", to(FIRST)), "tidak habis dibagi"),
    "a family too many": (cell("visits", to(FIRST), family_count=1.0), "tidak habis dibagi"),
    "a priority family too many": (cell("visits", to(FIRST), priority_count=1.0), "tidak habis dibagi"),
    "a parcel is lost": (cell("visits", to(FIRST), parcel_count=-1.0), "tidak habis dibagi"),
    "a kilogram is lost": (cell("visits", to(FIRST), load_kg=-1.0), "tidak habis dibagi"),
    "one family gets less than another": (cell("visits", to(FIRST), load_kg=-1.0), "berat keluarga"),
    "more priority families than families": (cell("visits", to(FIRST), priority_count=99), "tanpa keluarga"),
    "served and left out": (left_out(), "tidak habis dibagi"),
    "left out without a reason": (left_out(reason=""), "tanpa alasan"),
    "left out for a reason nobody knows": (left_out(reason_key="malas"), "tanpa alasan"),
    "nobody is left out": (left_out(family_count=0), "tanpa keluarga"),
    "left out at a stop nobody knows": (left_out(stop_id="99"), "sisa di titik yang tidak dikenal"),
    "a stop nobody knows": (cell("visits", to(FIRST), stop_id="99"), "titik yang tidak dikenal"),
    "a visit of no trip": (cell("visits", to(FIRST), trip_id="motor-9-9"), "tanpa ritase"),
    "a trip without a visit": (cell("visits", at_transfer, trip_id="motor-9-9"), "ritase tanpa kunjungan"),
    "a leg is shortened": (cell("visits", to(FIRST), leg_m=-500.0), "jarak tidak sesuai matriks"),
    "a leg takes less time": (cell("visits", to(FIRST), leg_min=-1.0), "waktu tempuh tidak sesuai"),
    "the way back is forgotten": (cell("trips", boat, distance_m=-9000.0), "jarak ritase"),
    "arrives too early": (cell("visits", to(FIRST), arrive_min=-1.0), "sebelum kendaraan bisa tiba"),
    "leaves before all are served": (cell("visits", to(FIRST), leave_min=-1.0), "terlalu singkat"),
    "unloads too fast": (cell("visits", at_transfer, leave_min=-1.0), "terlalu singkat"),
    "returns too early": (cell("trips", boat, return_min=-1.0), "kembali lebih cepat"),
    "no time to load": (cell("trips", boat, depart_min=-1.0), "waktu muat"),
    "starts before the shift": (cell("trips", feed, start_min=-1.0), "sebelum kendaraan siap"),
    "in two places at once": (cell("trips", pickup_last, start_min=-1.0), "dua tempat sekaligus"),
    "returns after the shift": (cell("trips", boat, return_min=600.0), "jam kerja"),
    "takes goods before they are there": (cell("trips", boat, start_min=-30.0), "belum ada di titik alih"),
    "less is fed than is brought on": (cell("visits", at_transfer, load_kg=-20.0), "titik alih tidak sama"),
    "nothing is fed": (without("visits", at_transfer), "titik alih tidak sama"),
    "fed on another day": (cell("trips", feed, day=1), "titik alih tidak sama"),
    "the table of transfer points is wrong": (cell("transfers", each, load_kg=5.0), "daftar titik alih"),
    "a feed trip that is none": (cell("trips", feed, is_feed=False), "tercampur"),
    "the trip's sum is wrong": (cell("trips", boat, load_kg=-1.0), "jumlah ritase"),
    "the trip's stops are wrong": (cell("trips", boat, stop_count=1.0), "jumlah titik ritase"),
    "the trip lasts longer than it says": (cell("trips", boat, duration_min=-1.0), "lama ritase"),
    "the trip costs more than it says": (cell("trips", boat, cost_idr=-1.0), "biaya ritase"),
    "two trips of one name": (twice("trips", boat), "nomor ritase ganda"),
    "trips numbered wrongly": (cell("trips", boat, trip_number=1.0), "urutan ritase"),
    "a vehicle the office does not have": (cell("trips", boat, vehicle_key="truk"), "di luar armada"),
    "more vehicles than there are": (cell("trips", boat, vehicle_id="kelotok-2"), "lebih banyak daripada armada"),
    "another mode": (cell("trips", boat, mode="motor"), "bukan moda kendaraannya"),
    "loads elsewhere": (cell("trips", boat, depot_key="gudang"), "tidak memuat di gudang"),
    "a vehicle of another row of the fleet": (cell("trips", boat, vehicle_id="pick-up-1"), "bukan dari jenisnya"),
    "another date than its day's": (cell("trips", boat, date="2026-11-29"), "tanggal ritase"),
    "shows that it may carry more": (cell("trips", boat, capacity_kg=1.0), "kapasitas ritase"),
    "shows a limit of parcels that is none": (cell("trips", boat, capacity_parcels=9), "kapasitas ritase"),
    **{f"shows another {name}": (cell("trips", boat, **{name: "06:00"}), "jam ritase yang tertulis")
       for name in ("start", "depart", "return")},
    **{f"shows another time to {name}": (cell("visits", to(FIRST), **{name: "06:00"}), "jam kunjungan yang tertulis")
       for name in ("arrive", "leave")},
    **{f"no {name} of a trip": (cell("trips", boat, **{name: np.nan}), "angka ritase")
       for name in NUMBERS["trips"]},
    **{f"no {name} of a visit": (cell("visits", to(FIRST), **{name: np.nan}), "angka kunjungan")
       for name in NUMBERS["visits"]},
    **{f"no {name} left out": (left_out(**{name: np.nan}), "angka sisa") for name in NUMBERS["unserved"]},
    **{f"no {name} of a transfer point": (cell("transfers", each, **{name: np.nan}), "angka titik alih")
       for name in NUMBERS["transfers"]},
    "returns never": (cell("trips", boat, return_min=np.inf), "angka ritase"),
    "no cost": (cell("trips", boat, cost_idr=np.nan), "biaya ritase"),
    "visits numbered from two": (cell("visits", at_transfer, sequence=1.0), "urutan kunjungan"),
    "two visits of one number": (cell("visits", to(FIRST), sequence=lambda n: 3 - n), "urutan kunjungan"),
    "another desa": (cell("visits", to(FIRST), desa_code="63.11.02.2002"), "bukan milik titiknya"),
    "another name": (cell("visits", to(FIRST), label="Hauwai 2"), "bukan milik titiknya"),
    "a desa at a transfer point": (cell("visits", at_transfer, desa_code="63.11.02.2001"), "bukan milik titiknya"),
    "a place further east": (cell("visits", to(FIRST), lon=0.1), "bukan milik titiknya"),
    "a place further north": (cell("visits", to(FIRST), lat=0.1), "bukan milik titiknya"),
    "another row of the ways": (cell("visits", to(FIRST), place=1.0), "bukan milik titiknya"),
    "a stop and a transfer point in one": (cell("visits", at_transfer, stop_id=FIRST), "sekaligus"),
    "more than the leg is a straight line": (cell("visits", to(FIRST), straight_m=1.0), "bagian garis lurus"),
    "less than nothing is a straight line": (cell("visits", to(FIRST), straight_m=-1e6), "bagian garis lurus"),
    "less of the leg is a straight line": (cell("visits", to(FIRST), straight_m=-1.0), "bagian garis lurus"),
    **{f"the {name} of a transfer point is wrong": (cell("transfers", each, **{name: value}), "daftar titik alih")
       for name, value in {"parcel_count": 1.0, "family_count": 1.0, "ready": "06:00", "ready_min": 1.0,
                           "name": "Pasar", "lon": 0.1, "lat": 0.1, "day": 1}.items()},
    "the transfer point is never ready": (cell("transfers", each, ready_min=np.nan), "daftar titik alih"),
    "a transfer point nobody knows": (cell("transfers", each, depot_key="pasar"), "daftar titik alih"),
    "a transfer point told twice": (twice("transfers", each), "daftar titik alih"),
    "a transfer point untold": (without("transfers", each), "daftar titik alih"),
    "fed by another trip": (cell("transfers", each, fed_by=lambda _: ["kelotok-1-1"]), "daftar titik alih"),
    "feeds nothing": (cell("transfers", each, feeds=lambda _: []), "daftar titik alih"),
    "a day that is not planned": (cell("trips", boat, day=7), "di luar hari rencana"),
}  # fmt: skip


def told(problem, tables):
    return [one.text for one in check_plan(problem, tables)]


def test_the_plan_that_is_broken_below_is_whole(whole):
    problem, tables = whole
    assert tables.trips[["vehicle_key", "is_feed"]].to_numpy().tolist() == [
        ["pick-up", True],
        ["pick-up", False],
        ["kelotok", False],
    ]
    assert tables.unserved.empty
    assert told(problem, tables) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plan_is_caught(whole, name):
    change, expected = BROKEN[name]
    problem, tables = whole
    problems = told(problem, change(tables))
    assert any(expected in text for text in problems), problems


CHANGED = {
    "carries less": ({"capacity_kg": 79.0}, {}, "muatan melebihi kapasitas"),
    "carries fewer parcels": ({"capacity_parcels": 5.0}, {}, "paket melebihi kapasitas"),
    "drives less often": ({"max_trips": 0}, {}, "ritase terlalu banyak"),
    "starts later": ({"shift_start": "12:00"}, {}, "sebelum kendaraan siap"),
    "works shorter": ({"shift_end": "09:00"}, {}, "jam kerja terlampaui"),
    "is slower": ({"speed_kmh": 5.0}, {}, "waktu tempuh tidak sesuai matriks"),
    "serves slower": ({"service_min_per_family": 9.0}, {}, "terlalu singkat"),
    "costs more": ({"cost_idr_per_hour": 5000.0}, {}, "biaya ritase"),
    "belongs elsewhere": ({"depot": "gudang"}, {}, "tidak memuat di gudang"),
    "desa closes early": ({}, {"window_end": "08:30"}, "sesudah desa tutup"),
    "desa opens late": ({}, {"window_start": "15:30"}, "sebelum desa buka"),
    "desa lets none in": ({}, {"modes": "jalan_kaki"}, "tidak boleh masuk"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_plan_for_another_problem_is_caught(whole, name):
    problem, tables = whole
    fleet, stops, expected = CHANGED[name]
    other = replace(problem, fleet=problem.fleet.assign(**fleet), stops=problem.stops.assign(**stops))
    problems = told(other, tables)
    assert any(expected in text for text in problems), problems


def test_a_plan_where_there_is_no_way_is_caught(whole):
    problem, tables = whole
    by_mode = {mode: m for mode, m in problem.travel.by_mode.items() if mode != "perahu"}
    assert "tidak ada jalan bagi kendaraan ini" in told(
        replace(problem, travel=replace(problem.travel, by_mode=by_mode)), tables
    )


def test_no_unchecked_plan_gets_out(fleet, road, monkeypatch):
    # A solver gone wrong: it puts all 12 families, 120 kg, on one motorcycle for 80 kg.
    real = draft_room.plan_tours
    monkeypatch.setattr(draft_room, "plan_tours", lambda *a: replace(real(*a), tours=[Tour(0, ((0, 1),))]))
    with pytest.raises(PlanBroken, match="muatan melebihi kapasitas") as caught:
        make_plan(problem_of(stop_table([8, 4], [80, 40]), fleet(motor()), road), iterations=5)
    assert "tidak lolos pemeriksaan" in sentence(caught.value)


# --- parts and spare time -----------------------------------------------------------------------------


def task_of(seed):
    problem = problem_of(*random_world(seed)[:2])
    ground = Ground(problem, kinds_of(problem.fleet, problem.depots))
    reach = reach_of(ground)
    parts = split_stops(ground, reach, amounts_of(problem.stops)).assign(via=DIRECT, release_min=0.0)
    slots = [Slot(row, kind.count, float(kind.start_min), kind.max_trips) for row, kind in enumerate(ground.kinds)]
    return Task(ground, slots, parts), reach


@pytest.mark.parametrize("seed", range(25))
def test_every_part_can_be_taken_by_some_vehicle_and_nothing_is_lost(seed):
    task, reach = task_of(seed)
    stops = task.ground.problem.stops
    total = task.parts.groupby("stop")[["family_count", "load_kg"]].sum().reindex(stops.index, fill_value=0)
    possible = np.array([not reason for reason in reach.reasons()])
    np.testing.assert_allclose(total[possible].to_numpy(float), stops.loc[possible, ["family_count", "load_kg"]])
    assert not total[~possible].to_numpy().any()
    assert np.any([task.alone(slot) for slot in task.slots], axis=0).all()


@pytest.mark.parametrize("seed", range(15))
def test_no_vehicle_with_time_and_trips_left_stays_idle(seed):
    task, _ = task_of(seed)
    tours = fill(task, solve(task, seed=1, stop=Stop(5, lambda _: None)))
    left = np.setdiff1d(np.arange(len(task.parts)), [p for tour in tours for trip in tour.trips for p in trip])
    for row, slot in enumerate(task.slots):
        mine = [tour for tour in tours if tour.slot == row]
        assert len(mine) == slot.count or not task.alone(slot)[left].any()
