"""Changes by hand, on the plan of tests/data/plan_worlds.py: pickup-1-1 (Hauwai 1, Hauwai 2), pickup-1-2 (feeds Simpang
Pudak), motor-1-1 (Galumbang 1); Pudak 1 is left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.delivery import changes
from analytics.delivery.changes import Target, Trips
from analytics.delivery.trips import Drop

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data"))  # as tests/data imports its worlds

from plan_worlds import GALUMBANG, HAUWAI, PUDAK, plan_result

ONE, TWO, FAR, LEFT = f"{HAUWAI}-01", f"{HAUWAI}-02", f"{GALUMBANG}-01", f"{PUDAK}-01"


@pytest.fixture
def trips() -> Trips:
    return changes.trips_of(plan_result())


def stops(trips: Trips) -> dict[str, list[tuple[str, int]]]:
    return {
        trip.trip_id: [(each.stop_id or each.depot_key, each.family_count) for each in trip.drops] for trip in trips
    }


def test_the_trips_of_a_kept_plan_can_be_changed(trips):
    assert stops(trips) == {
        "pickup-1-1": [(ONE, 6), (TWO, 4)], "pickup-1-2": [("simpang", 6)], "motor-1-1": [(FAR, 6)],
    }  # fmt: skip
    assert [trip.is_feed for trip in trips] == [False, True, False]
    assert trips[0].drops[0] == Drop(ONE, family_count=6, priority_count=1, parcel_count=10, load_kg=60.0)
    assert changes.left_of(plan_result())[LEFT].family_count == 4


def test_a_stop_goes_to_another_trip_at_the_place_asked_for(trips):
    moved = changes.moved(trips, "pickup-1-1", TWO, Target("motor-1-1", position=0))
    assert stops(moved)["motor-1-1"] == [(TWO, 4), (FAR, 6)]
    assert stops(moved)["pickup-1-1"] == [(ONE, 6)]


def test_a_stop_changes_its_place_within_its_trip(trips):
    assert stops(changes.moved(trips, "pickup-1-1", TWO, Target("pickup-1-1", position=0)))["pickup-1-1"] == [
        (TWO, 4), (ONE, 6),
    ]  # fmt: skip


def test_a_part_of_the_families_goes_priority_first_and_meets_the_rest_again(trips):
    """Two of six families: the one with priority among them, 3 of 10 parcels (10 × 2/6 = 3.3), 20 of 60 kg."""
    parted = changes.moved(trips, "pickup-1-1", ONE, Target("motor-1-1"), families=2)
    assert parted[2].drops[1] == Drop(ONE, family_count=2, priority_count=1, parcel_count=3, load_kg=20.0)
    assert parted[0].drops[0] == Drop(ONE, family_count=4, priority_count=0, parcel_count=7, load_kg=40.0)
    again = changes.moved(parted, "motor-1-1", ONE, Target("pickup-1-1", position=0))
    assert stops(again) == stops(trips)
    assert again[0].drops[0] == trips[0].drops[0]


def test_the_last_stop_out_ends_the_trip_and_a_new_one_takes_a_free_name(trips):
    moved = changes.moved(trips, "motor-1-1", FAR, Target(vehicle_id="pickup-1"))
    assert stops(moved) == {
        "pickup-1-1": [(ONE, 6), (TWO, 4)], "pickup-1-2": [("simpang", 6)], "pickup-1-3": [(FAR, 6)],
    }  # fmt: skip
    assert changes.free_trip_id(trips, "motor-1", 1, 2) == "motor-1-h2-1"


def test_the_only_stop_of_a_trip_moved_onto_itself_stays(trips):
    assert stops(changes.moved(trips, "motor-1-1", FAR, Target("motor-1-1", position=0))) == stops(trips)


def test_what_is_left_out_is_put_in_and_a_trip_is_locked_or_dropped(trips):
    put = changes.put_in(trips, changes.left_of(plan_result())[LEFT], Target("motor-1-1"))
    assert stops(put)["motor-1-1"] == [(FAR, 6), (LEFT, 4)]
    locked = changes.locked(trips, "motor-1-1", is_locked=True)
    assert [trip.is_locked for trip in locked] == [False, False, True]
    assert list(stops(changes.without(trips, "pickup-1-2"))) == ["pickup-1-1", "motor-1-1"]


AMOUNTS = ("family_count", "priority_count", "parcel_count", "load_kg")
STEP = st.tuples(st.integers(0, 10), st.integers(0, 3), st.integers(0, 4), st.integers(1, 6))


@given(st.lists(STEP, max_size=12))
def test_nothing_is_lost_or_doubled_however_often_stops_move(steps):
    before = trips = changes.trips_of(plan_result())
    for which, goal, position, families in steps:
        calls = [(trip.trip_id, drop.stop_id) for trip in trips for drop in trip.drops if drop.stop_id]
        targets = [Target(trip.trip_id, position=position) for trip in trips if not trip.is_feed]
        targets.append(Target(vehicle_id="motor-2"))
        trip_id, stop_id = calls[which % len(calls)]
        trips = changes.moved(trips, trip_id, stop_id, targets[goal % len(targets)], families=families)
    for stop_id in (ONE, TWO, FAR):
        for name in AMOUNTS:
            was, now = (
                sum(getattr(drop, name) for trip in made for drop in trip.drops if drop.stop_id == stop_id)
                for made in (before, trips)
            )
            assert now == pytest.approx(was)
    assert all(drop.family_count > 0 and drop.parcel_count >= 0 for trip in trips for drop in trip.drops)
    assert len({trip.trip_id for trip in trips}) == len(trips)
