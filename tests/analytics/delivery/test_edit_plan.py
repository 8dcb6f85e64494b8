from __future__ import annotations

import numpy as np
import pytest

from analytics.delivery import edit
from analytics.delivery.plan import evaluate, make_plan
from data.errors import ChangeImpossible, ProblemUnusable
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


def test_the_trips_of_a_plan_evaluate_to_the_same_plan(day):
    again = evaluate(day.problem, day.made, seed=day.seed, iterations=day.iterations)
    assert {**again.to_dict(), "totals": 0} == {**day.to_dict(), "totals": 0}
    assert edit.difference(day, again) == "tidak ada yang berubah"


def test_what_a_move_costs_and_breaks_is_told(day):
    # The 4 families of km 9 go on the trip to km 6: 120 kg on a motorcycle for 80 kg, but only 18 km instead of 30.
    full, other = (day.trips.loc[day.trips["family_count"] == n, "trip_id"].iloc[0] for n in (8, 4))
    done = edit.change(day, edit.move_stop(day, FAR, full, from_trip=other))
    assert brought(done.plan, full) == {NEAR: 8, FAR: 4}
    assert list(done.plan.broken_of) == [full]
    assert done.plan.broken_of[full] == ("muatan melebihi kapasitas",)
    assert done.plan.broken == ("Motor 1 ritase 1: muatan melebihi kapasitas",)
    # 142 minutes before; now 10 + 20 + 13 + 10 + 9 + 30 = 92.
    assert done.difference == "−12,0 km, −50 menit, −Rp 12.000, 1 aturan dilanggar"


def test_part_of_a_stop_moves_and_comes_back(day):
    full, other = (day.trips.loc[day.trips["family_count"] == n, "trip_id"].iloc[0] for n in (8, 4))
    done = edit.change(day, edit.move_stop(day, NEAR, other, from_trip=full, families=3, position=1)).plan
    assert brought(done, full) == {NEAR: 5}
    assert brought(done, other) == {NEAR: 3, FAR: 4}
    assert not done.broken
    back = edit.change(done, edit.move_stop(done, NEAR, full, from_trip=other)).plan
    assert brought(back, full) == {NEAR: 8}
    swapped = edit.change(done, edit.reorder(done, other, [FAR, NEAR])).plan
    assert list(brought(swapped, other)) == [FAR, NEAR]


def test_what_is_taken_out_is_left_out_with_a_reason_and_can_be_put_back(day):
    trip = day.trips.loc[day.trips["family_count"] == 4, "trip_id"].iloc[0]
    less = edit.change(day, edit.remove_stop(day, FAR, trip))
    assert less.plan.unserved[["stop_id", "family_count", "reason"]].to_numpy().tolist() == [
        [FAR, 4, "tidak dimuat dalam rencana ini"]
    ]
    assert "4 keluarga kurang" in less.difference
    assert len(less.plan.trips) == 1
    idle = edit.idle_vehicles(less.plan)
    more = edit.change(less.plan, edit.add_trip(less.plan, idle[0][0], FAR)).plan
    assert more.unserved.empty
    assert not more.broken


def test_a_stop_goes_to_a_new_trip_of_an_idle_vehicle(day):
    full = day.trips.loc[day.trips["family_count"] == 8, "trip_id"].iloc[0]
    done = edit.change(day, edit.move_to_new_trip(day, NEAR, full, "motor-2", families=2)).plan
    assert brought(done, "motor-2-1") == {NEAR: 2}
    assert not done.broken


def test_two_stops_take_each_others_place(day):
    full, other = (day.trips.loc[day.trips["family_count"] == n, "trip_id"].iloc[0] for n in (8, 4))
    done = edit.change(day, edit.swap_stops(day, (full, NEAR), (other, FAR))).plan
    assert (brought(done, full), brought(done, other)) == ({FAR: 4}, {NEAR: 8})


def test_a_locked_trip_stays_while_the_rest_is_planned_anew(day):
    trip = day.trips.loc[day.trips["family_count"] == 8, "trip_id"].iloc[0]
    part = edit.change(day, edit.move_stop(day, NEAR, "", from_trip=trip, families=6)).plan
    fixed = evaluate(part.problem, edit.lock(part, trip))
    with pytest.raises(ChangeImpossible, match="dikunci"):
        edit.remove_stop(fixed, NEAR, trip)
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
        lambda plan: edit.remove_stop(plan, "99", plan.made[0].trip_id),
        lambda plan: edit.lock(plan, "motor-9-9"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(day, change):
    with pytest.raises(ChangeImpossible):
        change(day)


def test_a_vehicle_that_is_not_there_is_refused(day):
    with pytest.raises(ProblemUnusable, match="truk-1"):
        evaluate(day.problem, [edit.new_trip(day, "truk-1", drops=day.made[0].drops)])


def test_any_chain_of_moves_loses_nobody():
    rng = np.random.default_rng(3)
    for seed in (1, 9, 10, 18, 22):
        plan = make_plan(rich_problem(seed), iterations=10)
        for _ in range(6):
            moves = [(t.trip_id, d.stop_id) for t in plan.made if not t.is_feed for d in t.drops]
            if not moves:
                break
            trip, stop = moves[rng.integers(len(moves))]
            to_trip = str(rng.choice(["", *(t.trip_id for t in plan.made if not t.is_feed)]))
            families = int(rng.integers(1, 9)) if rng.random() < 0.5 else None
            plan = edit.change(plan, edit.move_stop(plan, stop, to_trip, from_trip=trip, families=families)).plan
            assert not any(
                "habis dibagi" in text or "jumlah ritase" in text or "titik alih tidak" in text for text in plan.broken
            )
