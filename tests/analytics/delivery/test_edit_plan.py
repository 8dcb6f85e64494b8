from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.delivery import edit
from analytics.delivery.difference import cost_of_change
from analytics.delivery.parts import AMOUNTS
from analytics.delivery.plan import evaluate, make_plan
from analytics.delivery.trips import Drop
from data.errors import ChangeImpossible, ProblemUnusable
from geo.travel import Travel
from tests.analytics.delivery.delivery_worlds import motor, problem_of, rich_problem, stop_table

NEAR, FAR = "63.11.02.2001-01", "63.11.02.2001-02"


@pytest.fixture
def day(fleet, road):
    """Two motorcycles; 8 families at km 6 and 4 at km 9 of one road: two trips, as test_plan works out by hand."""
    problem = problem_of(stop_table([8, 4], [80, 40]), fleet(motor(count=2, cost_idr_per_km=1000)), road)
    return make_plan(problem, iterations=60)


def brought(plan, trip_id):
    visits = plan.visits[plan.visits["trip_id"] == trip_id]
    return dict(zip(visits["stop_id"], visits["family_count"], strict=True))


def first_to(plan, stop_id):
    return plan.visits.loc[plan.visits["stop_id"] == stop_id, "trip_id"].iloc[0]


def test_a_kept_plan_can_be_changed_like_the_one_it_was(day):
    kept = edit.kept_of(day.problem, day.to_dict())
    assert kept.made == day.made
    assert edit.change(kept, kept.made).to_dict()["vehicles"] == day.to_dict()["vehicles"]


def test_vehicles_are_named_as_on_the_plan(fleet):
    named = edit.vehicles_of(fleet(motor(count=2), motor(label="Pick-up", count=1)))
    assert named == {"motor-1": "Motor 1", "motor-2": "Motor 2", "pick-up-1": "Pick-up"}


def test_a_part_goes_priority_first_and_meets_the_rest_again(fleet, road):
    """Of six families two go: the one with priority among them, 3 of 10 parcels (10 × 2/6 = 3.3), 20 of 60 kg."""
    stops = stop_table([6, 4], [60, 40]).assign(priority_count=[1, 0], parcel_count=[10, 4])
    plan = make_plan(problem_of(stops, fleet(motor(count=2)), road), iterations=20)
    trip, other = first_to(plan, NEAR), first_to(plan, FAR)
    parted = edit.change(plan, edit.move_stop(plan, NEAR, other, from_trip=trip, families=2, position=1))
    drops = {(one.trip_id, drop.stop_id): drop for one in parted.made for drop in one.drops}
    assert drops[other, NEAR] == Drop(NEAR, family_count=2, priority_count=1, parcel_count=3, load_kg=20.0)
    assert drops[trip, NEAR] == Drop(NEAR, family_count=4, priority_count=0, parcel_count=7, load_kg=40.0)
    back = edit.move_stop(parted, NEAR, trip, from_trip=other)
    assert sorted(back, key=str) == sorted(plan.made, key=str)


def test_the_trips_of_a_plan_evaluate_to_the_same_plan(day):
    again = evaluate(day.problem, day.made, seed=day.seed, iterations=day.iterations)
    assert {**again.to_dict(), "totals": 0} == {**day.to_dict(), "totals": 0}
    assert cost_of_change(day.to_dict(), again.to_dict()) == []


def test_what_a_move_costs_and_breaks_is_told(day):
    # The 4 families of km 9 go on the trip to km 6: 120 kg on a motorcycle for 80 kg, but only 18 km instead of 30.
    full, other = (day.trips.loc[day.trips["family_count"] == n, "trip_id"].iloc[0] for n in (8, 4))
    done = edit.change(day, edit.move_stop(day, FAR, full, from_trip=other))
    assert brought(done, full) == {NEAR: 8, FAR: 4}
    assert list(done.broken_of) == [full]
    assert done.broken_of[full] == ("muatan melebihi kapasitas",)
    assert done.broken == ("Motor 1 ritase 1: muatan melebihi kapasitas",)
    # 142 minutes before; now 10 + 20 + 13 + 10 + 9 + 30 = 92.
    told = cost_of_change(day.to_dict(), done.to_dict())
    assert told == ["−12,0 km", "−50 mnt", "−Rp 12.000", "−1 ritase"]


def test_part_of_a_stop_moves_and_comes_back(day):
    full, other = (day.trips.loc[day.trips["family_count"] == n, "trip_id"].iloc[0] for n in (8, 4))
    done = edit.change(day, edit.move_stop(day, NEAR, other, from_trip=full, families=3, position=1))
    assert brought(done, full) == {NEAR: 5}
    assert brought(done, other) == {NEAR: 3, FAR: 4}
    assert not done.broken
    back = edit.change(done, edit.move_stop(done, NEAR, full, from_trip=other))
    assert brought(back, full) == {NEAR: 8}
    swapped = edit.change(done, edit.move_stop(done, FAR, other, from_trip=other, position=1))
    assert list(brought(swapped, other)) == [FAR, NEAR]


def test_what_is_taken_out_is_left_out_with_a_reason_and_can_be_put_back(day):
    trip = day.trips.loc[day.trips["family_count"] == 4, "trip_id"].iloc[0]
    less = edit.change(day, edit.move_stop(day, FAR, "", from_trip=trip))
    assert less.unserved[["stop_id", "family_count", "reason"]].to_numpy().tolist() == [
        [FAR, 4, "tidak dimuat dalam rencana ini"]
    ]
    assert "−4 keluarga" in cost_of_change(day.to_dict(), less.to_dict())
    assert len(less.trips) == 1
    [idle] = set(edit.vehicles_of(day.problem.fleet)) - set(less.trips["vehicle_id"])
    more = edit.change(less, edit.add_trip(less, idle, FAR))
    assert more.unserved.empty
    assert not more.broken


def test_a_stop_goes_to_a_new_trip_of_an_idle_vehicle(day):
    full = day.trips.loc[day.trips["family_count"] == 8, "trip_id"].iloc[0]
    done = edit.change(day, edit.move_to_new_trip(day, NEAR, full, "motor-2", families=2))
    assert brought(done, "motor-2-1") == {NEAR: 2}
    assert not done.broken


@pytest.mark.parametrize("is_named", [True, False])
def test_a_stop_that_only_a_boat_reaches_names_the_boat(fleet, road, is_named):
    """Two motorcycles; the road ends before km 9, the river does not. Named by the office, or told by the network."""
    cut = road.distance_m.copy()
    cut[:2, 2] = cut[2, :2] = np.inf
    by_mode = {"motor": replace(road, distance_m=cut), "perahu": road}
    problem = problem_of(
        stop_table([8, 4], [80, 40]).assign(modes=["", "perahu" if is_named else ""]), fleet(motor(count=2)), road
    )
    problem = replace(problem, travel=Travel(by_mode, "jaringan", is_straight_line=False))
    plan = make_plan(problem, iterations=20)
    reason = "hanya tercapai dengan perahu, sedangkan armada tidak mempunyainya"
    told = ["stop_id", "reason", "remedy"]
    needed = "bisa dicapai dengan perahu, siapkan 1 perahu: 300 kg, 9 km/jam, sampai 16.00"
    assert plan.unserved[told].to_numpy().tolist() == [[FAR, reason, needed]]
    by_hand = edit.change(plan, plan.made)
    assert by_hand.unserved[told].to_numpy().tolist() == [[FAR, reason, "siapkan perahu, lalu hitung ulang rencananya"]]


def test_a_trip_taken_out_leaves_its_stops_out(day):
    full = day.trips.loc[day.trips["family_count"] == 8, "trip_id"].iloc[0]
    done = edit.change(day, edit.remove_trip(day, full))
    assert done.unserved[["stop_id", "family_count"]].to_numpy().tolist() == [[NEAR, 8]]


def test_a_locked_trip_stays_while_the_rest_is_planned_anew(day):
    trip = day.trips.loc[day.trips["family_count"] == 8, "trip_id"].iloc[0]
    part = edit.change(day, edit.move_stop(day, NEAR, "", from_trip=trip, families=6))
    fixed = evaluate(part.problem, edit.lock(part, trip))
    with pytest.raises(ChangeImpossible, match="dikunci"):
        edit.move_stop(fixed, NEAR, "", from_trip=trip)
    done = make_plan(fixed.problem, iterations=60, locked=edit.locked_trips(fixed))
    assert brought(done, trip) == {NEAR: 2}
    assert done.trips.set_index("trip_id").loc[trip, "is_locked"]
    assert done.unserved.empty
    assert not done.broken
    assert not evaluate(part.problem, edit.lock(fixed, trip, is_locked=False)).trips["is_locked"].any()


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: edit.move_stop(plan, NEAR, "motor-9-9", from_trip=plan.made[0].trip_id),
        lambda plan: edit.move_stop(plan, NEAR, plan.made[0].trip_id),
        lambda plan: edit.move_stop(plan, "99", plan.made[0].trip_id),
        lambda plan: edit.move_stop(plan, "99", "", from_trip=plan.made[0].trip_id),
        lambda plan: edit.lock(plan, "motor-9-9"),
        lambda plan: edit.remove_trip(plan, "motor-9-9"),
        lambda plan: edit.move_stop(plan, NEAR, "", from_trip=first_to(plan, NEAR), families=0),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(day, change):
    with pytest.raises(ChangeImpossible):
        change(day)


def test_a_vehicle_that_is_not_there_is_refused(day):
    with pytest.raises(ProblemUnusable, match="truk-1"):
        evaluate(day.problem, [edit.new_trip(day, "truk-1", drops=day.made[0].drops)])


@pytest.mark.parametrize("seed", [1, 9, 10, 18, 22])
def test_any_chain_of_moves_loses_nobody_and_keeps_transfer_points_filled(seed):
    rng = np.random.default_rng(seed)
    plan = make_plan(rich_problem(seed), iterations=10)
    for _ in range(6):
        moves = [(t.trip_id, d.stop_id) for t in plan.made if not t.is_feed for d in t.drops]
        if not moves:
            break
        trip, stop = moves[rng.integers(len(moves))]
        to_trip = str(rng.choice(["", *(t.trip_id for t in plan.made if not t.is_feed)]))
        families = int(rng.integers(1, 9)) if rng.random() < 0.5 else None
        plan = edit.change(plan, edit.move_stop(plan, stop, to_trip, from_trip=trip, families=families))
        assert not any(
            "habis dibagi" in text or "jumlah ritase" in text or "titik alih tidak" in text for text in plan.broken
        )
        drops = [drop for one in plan.made if not one.is_feed for drop in one.drops]
        brought = pd.DataFrame(drops).groupby("stop_id")[list(AMOUNTS)].sum() if drops else 0
        whole = plan.problem.stops.set_index("stop_id")[list(AMOUNTS)]
        left = plan.unserved.set_index("stop_id")[list(AMOUNTS)].astype(float)
        pd.testing.assert_frame_equal(
            left.reindex(whole.index, fill_value=0).add(brought, fill_value=0), whole, check_dtype=False
        )
