from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analytics.delivery import plan as plan_room
from analytics.delivery.check import check_plan
from analytics.delivery.fill import fill
from analytics.delivery.parts import kinds_of, split_stops
from analytics.delivery.plan import Depot, make_plan
from analytics.delivery.solve import Tour, solve
from data.errors import PlanBroken
from data.messages import sentence
from geo.travel import TravelMatrix
from tests.analytics.delivery.delivery_worlds import motor, random_world, stop_table


def made(seed, iterations=15):
    stops, vehicles, travel = random_world(seed)
    depot = Depot("Gudang", 115.7, -2.25)
    return make_plan(stops, vehicles, depot=depot, travel=travel, seed=seed, iterations=iterations)


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_every_plan_of_random_instances_passes_and_accounts_for_everyone(first):
    for seed in range(first, first + 20):
        done = made(seed)  # raises PlanBroken where the checker finds something: see the test of that below
        served, left = done.visits["family_count"].sum(), done.unserved["family_count"].sum()
        assert served + left == done.stops["family_count"].sum() == done.totals["family_count"]
        assert done.totals["served_family_count"] == served
        assert (done.unserved["remedy"] != "").all()


# --- plans broken by hand -----------------------------------------------------------------------------
# One motorcycle, 8 families at km 6 and 4 at km 9 (test_plan works the day out by hand), 3 more left out.


@pytest.fixture
def whole(fleet, road):
    vehicles = fleet(motor(count=1))
    stops = stop_table([8, 4], [80, 40])
    done = make_plan(stops, vehicles, depot=Depot("Gudang", 115.6, -2.2), travel=road, iterations=60)
    return {"trips": done.trips, "visits": done.visits, "unserved": done.unserved}, (stops, vehicles, road)


def broken(table, row, **values):
    """Return a change of one cell, or several, of one table."""

    def change(tables):
        frame = tables[table].copy()
        for column, value in values.items():
            if isinstance(value, float):
                frame[column] = frame[column].astype(float)
            frame.loc[row, column] = frame.loc[row, column] + value if isinstance(value, float) else value
        return {**tables, table: frame}

    return change


def without(table, row):
    return lambda tables: {**tables, table: tables[table].drop(index=row).reset_index(drop=True)}


def twice(table, row):
    return lambda tables: {**tables, table: pd.concat([tables[table], tables[table].loc[[row]]], ignore_index=True)}


def left_out(**values):
    row = {"stop_id": "63.11.02.2001-01", "family_count": 1, "load_kg": 10.0, "reason": "armada tidak cukup", **values}
    return lambda tables: {**tables, "unserved": pd.DataFrame([row])}


BROKEN = {
    "a visit is missing": (without("visits", 0), "tidak habis dibagi"),
    "a visit stands twice": (twice("visits", 0), "tidak habis dibagi"),
    "a family too many": (broken("visits", 0, family_count=1.0), "tidak habis dibagi"),
    "a kilogram is lost": (broken("visits", 0, load_kg=-1.0), "tidak habis dibagi"),
    "served and left out": (left_out(), "tidak habis dibagi"),
    "left out without a reason": (left_out(reason=""), "tanpa alasan"),
    "nobody is left out": (left_out(family_count=0), "tanpa keluarga"),
    "a stop nobody knows": (broken("visits", 0, stop_id="99"), "tidak dikenal"),
    "a visit of no trip": (broken("visits", 0, trip_id="motor-9-9"), "tanpa ritase"),
    "a leg is shortened": (broken("visits", 0, leg_m=-500.0), "matriks"),
    "the way back is forgotten": (broken("trips", 0, distance_m=-9000.0), "matriks"),
    "arrives too early": (broken("visits", 0, arrive_min=-1.0), "sebelum kendaraan bisa tiba"),
    "leaves before all are served": (broken("visits", 0, leave_min=-1.0), "terlalu singkat"),
    "returns too early": (broken("trips", 0, return_min=-1.0), "sebelum kendaraan bisa tiba"),
    "no time to load": (broken("trips", 0, depart_min=-1.0), "waktu muat"),
    "starts before the shift": (broken("trips", 0, start_min=-1.0), "sebelum kendaraan siap"),
    "starts before the last trip is back": (broken("trips", 1, start_min=-1.0), "sebelum kendaraan siap"),
    "returns after the shift": (broken("trips", 1, return_min=360.0), "jam kerja"),
    "the trip's sum is wrong": (broken("trips", 0, load_kg=-1.0), "jumlah ritase"),
    "the trip lasts longer than it says": (broken("trips", 0, duration_min=-1.0), "lama ritase"),
    "two trips of one name": (broken("trips", 1, trip_id="motor-1-1"), "nomor ritase"),
    "a vehicle the office does not have": (broken("trips", 0, vehicle_key="truk"), "di luar armada"),
    "more vehicles than there are": (broken("trips", 1, vehicle_id="motor-2"), "lebih banyak daripada armada"),
}


def test_the_plan_that_is_broken_below_is_whole(whole):
    tables, (stops, vehicles, travel) = whole
    assert len(tables["trips"]) == 2
    assert check_plan(**tables, stops=stops, vehicles=vehicles, travel=travel) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plan_is_caught(whole, name):
    change, expected = BROKEN[name]
    tables, (stops, vehicles, travel) = whole
    problems = check_plan(**change(tables), stops=stops, vehicles=vehicles, travel=travel)
    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("changes", "expected"), [({"capacity_kg": 79}, "kapasitas"), ({"max_trips": 1}, "ritase terlalu banyak")]
)
def test_a_plan_for_another_fleet_is_caught(whole, fleet, changes, expected):
    tables, (stops, _, travel) = whole
    problems = check_plan(**tables, stops=stops, vehicles=fleet(motor(**changes)), travel=travel)
    assert any(expected in problem for problem in problems), problems


def test_a_plan_for_shorter_ways_is_caught(whole):
    tables, (stops, vehicles, travel) = whole
    longer = TravelMatrix(travel.distance_m * 1.01, None, travel.basis)
    problems = check_plan(**tables, stops=stops, vehicles=vehicles, travel=longer)
    assert {"jarak tidak sesuai matriks", "ada kunjungan sebelum kendaraan bisa tiba"} <= set(problems)


def test_no_unchecked_plan_gets_out(fleet, road, monkeypatch):
    # A solver gone wrong: it puts all 12 families, 120 kg, on one motorcycle for 80 kg.
    monkeypatch.setattr(plan_room, "solve", lambda *_, **__: [Tour(0, ((0, 1),))])
    with pytest.raises(PlanBroken, match="muatan melebihi kapasitas") as caught:
        make_plan(stop_table([8, 4], [80, 40]), fleet(motor()), depot=Depot("Gudang", 115.6, -2.2), travel=road)
    assert "tidak lolos pemeriksaan" in sentence(caught.value)


# --- parts and spare time -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_every_part_can_be_taken_by_some_vehicle_and_nothing_is_lost(seed):
    stops, vehicles, travel = random_world(seed)
    kinds = kinds_of(vehicles)
    parts, impossible = split_stops(stops, kinds, travel)
    total = parts.groupby("stop")[["family_count", "load_kg"]].sum()
    total = total.add(impossible.set_index("stop")[["family_count", "load_kg"]], fill_value=0)
    np.testing.assert_allclose(total.to_numpy(float), stops[["family_count", "load_kg"]].to_numpy(float))
    assert all(any(takes(part, kind, travel) for kind in kinds) for part in parts.to_dict("records"))
    assert not any(
        takes({**stop, "family_count": 1, "load_kg": stop["load_kg"] / stop["family_count"]}, kind, travel)
        for stop in impossible.to_dict("records")
        for kind in kinds
    )


def takes(part, kind, travel):
    way_min, place = travel.minutes(kind.speed_kmh), part["stop"] + 1
    there_and_back_min = way_min[0, place] + way_min[place, 0]
    trip_min = kind.load_min + there_and_back_min + float(kind.service_min(part["family_count"]))
    return part["load_kg"] <= kind.capacity_kg + 1e-6 and trip_min <= kind.shift_min + 1e-6


@pytest.mark.parametrize("seed", range(30))
def test_no_vehicle_with_time_and_trips_left_stays_idle(seed):
    stops, vehicles, travel = random_world(seed)
    kinds = kinds_of(vehicles)
    parts, _ = split_stops(stops, kinds, travel)
    tours = fill(solve(parts, kinds, travel, seed=1, iterations=5), parts, kinds, travel)
    brought = {part for tour in tours for trip in tour.trips for part in trip}
    for part in parts.drop(index=list(brought)).to_dict("records"):
        for row, kind in enumerate(kinds):
            assert sum(tour.kind == row for tour in tours) == kind.count or not takes(part, kind, travel)
            for tour in tours:
                if tour.kind == row and len(tour.trips) < kind.max_trips:
                    spare = replace(kind, end_min=kind.end_min - used_min(tour, kind, parts, travel))
                    assert not takes(part, spare, travel)


def used_min(tour, kind, parts, travel):
    way_min, total = travel.minutes(kind.speed_kmh), 0.0
    for trip in tour.trips:
        stop = parts.loc[list(trip), "stop"].to_numpy()
        places = [0, *(stop + 1), 0]
        total += kind.load_min + sum(way_min[a, b] for a, b in pairwise(places))
        total += kind.service_min_per_family * parts.loc[list(trip), "family_count"].sum()
        total += kind.service_min_per_stop * (1 + (np.diff(stop) != 0).sum())
    return total + 1e-6
