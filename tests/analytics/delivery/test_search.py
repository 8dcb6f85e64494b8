"""The search itself: plain CVRP, and the same problem put as a day of deliveries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import pyvrp
from pyvrp.stop import MaxIterations

from analytics.delivery.plan import make_plan
from analytics.delivery.search import TRIES, search
from analytics.delivery.solve import MANY_PARTS
from analytics.delivery.vehicles import check_vehicles
from geo.travel import TravelMatrix
from tests.analytics.delivery.delivery_worlds import motor, problem_of, stop_table

CAPACITY_KG = 3
COUNT = 12


def legs_m(seed: int) -> np.ndarray:
    """Whole metres between the depot and COUNT places in a square of 10 km."""
    xy = np.random.default_rng(seed).integers(0, 10_000, (COUNT + 1, 2))
    return np.hypot(*(xy[:, None] - xy[None, :]).T).round().T


def as_cvrp(distance_m: np.ndarray, load: int = 1, vehicle_m: int = 0) -> pyvrp.ProblemData:
    """``load`` units for each place, CAPACITY_KG units in a vehicle, as many vehicles as places, each worth
    ``vehicle_m`` metres."""
    legs = distance_m.astype(int)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * len(legs),
        clients=[pyvrp.Client(place, delivery=[load]) for place in range(1, len(legs))],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[pyvrp.VehicleType(num_available=COUNT, capacity=[CAPACITY_KG], fixed_cost=vehicle_m)],
        distance_matrices=[legs],
        duration_matrices=[legs],
    )


def test_a_cross_is_driven_arm_by_arm():
    # Four arms of three places at 1, 2, 3 km; three fit into a vehicle: one tour to each arm and back, 4 × 6 km.
    arm = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    xy = np.vstack([[0, 0], *(reach * arm for reach in (1000, 2000, 3000))])
    distance_m = np.hypot(*(xy[:, None] - xy[None, :]).T)
    found = search(as_cvrp(distance_m.round()), seed=1, stop=MaxIterations(200))
    assert found.is_feasible()
    assert found.distance() == 24_000
    assert found.num_routes() == 4


def test_same_seed_same_plan():
    data = as_cvrp(legs_m(3))
    first, again = (search(data, seed=7, stop=MaxIterations(300)) for _ in range(2))
    assert first == again


def test_with_pyvrp_as_it_comes_beside_it_the_better_plan_counts():
    data = as_cvrp(legs_m(3))
    both = search(data, seed=7, stop=MaxIterations(5), beside=MaxIterations(300))
    ours = search(data, seed=7, stop=MaxIterations(5))
    other = pyvrp.solve(data, MaxIterations(300), seed=7, collect_stats=False).best
    assert ours.is_feasible()
    assert both.distance() == min(ours.distance(), other.distance())
    assert search(data, seed=7, stop=MaxIterations(300), beside=MaxIterations(1)).distance() <= other.distance()


def test_two_searches_beside_each_other_give_the_same_plan_each_time():
    # 160 stops of one family: more than MANY_PARTS; one motorcycle takes eight of them.
    rng = np.random.default_rng(1)
    lon, lat = 115.6 + rng.random(160) * 0.1, -2.3 + rng.random(160) * 0.1
    stops = stop_table([1] * 160, [10.0] * 160, lon=lon, lat=lat)
    problem = problem_of(stops, check_vehicles(pd.DataFrame([motor(count=4)])))
    first, again = (make_plan(problem, seed=2, iterations=4, with_remedies=False).to_dict() for _ in range(2))
    assert len(problem.stops) > MANY_PARTS
    assert first == again


@pytest.mark.parametrize("seed", range(3))
def test_a_cvrp_put_as_a_day_of_deliveries_costs_the_same(seed):
    # Small enough for both ways to reach the optimum: one trip each, enough vehicles, time for all, no wait and nothing
    # to choose but the way. A plan sends out a further vehicle where that saves a kilometre; so does the plain problem.
    distance_m = legs_m(seed)
    row = motor(count=COUNT, capacity_kg=CAPACITY_KG, max_trips=1, speed_kmh=60, load_min=0, shift_end="23:00")
    stops = stop_table([1] * COUNT, [1.0] * COUNT)
    problem = problem_of(stops, check_vehicles(pd.DataFrame([row])), TravelMatrix(distance_m, None, "uji"))
    totals = make_plan(problem, seed=1, iterations=1000).totals
    plain = search(as_cvrp(distance_m, vehicle_m=1000), seed=1, stop=MaxIterations(1000))
    assert totals["served_stop_count"] == COUNT
    assert (totals["distance_m"], totals["trip_count"]) == (plain.distance(), plain.num_routes())


@pytest.mark.parametrize("iterations", [10, TRIES + 10])
def test_all_vehicles_go_out_where_few_do_not_suffice(iterations):
    # Two units for each place and 3 in a vehicle: twelve vehicles, though 24 units ask for eight.
    found = search(as_cvrp(legs_m(1), load=2), seed=1, stop=MaxIterations(iterations))
    assert found.is_feasible()
    assert found.num_routes() == COUNT
