from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.delivery.depots import stand_in_depot
from analytics.delivery.plan import evaluate, make_plan
from analytics.delivery.problem import make_problem
from analytics.delivery.trips import Drop, Trip
from analytics.delivery.vehicles import default_vehicles
from geo.travel import Travel, TravelMatrix, straight_line_matrix
from tests.analytics.delivery.delivery_worlds import DEPOT, motor, problem_of, random_world, stop_table


def plan(stops, vehicles, travel=None, **options):
    options = {"seed": 7, "iterations": 60, **options}
    return make_plan(problem_of(stops, vehicles, travel), **options)


def test_a_day_on_one_road_as_worked_out_by_hand(fleet, road):
    # 8 families at km 6 fill the motorcycle (80 kg); 4 families at km 9 need a second trip. Longest trip first:
    #   08:00 load, 08:10 leave, 30 min, 08:40 arrive, 5 + 4 min, 08:49 leave, 30 min, 09:19 back;
    #   09:19 load, 09:29 leave, 20 min, 09:49 arrive, 5 + 8 min, 10:02 leave, 20 min, 10:22 back.
    done = plan(stop_table([8, 4], [80, 40]), fleet(motor(cost_idr_per_km=2000)), road)
    columns = ["trip_id", "vehicle", "depart", "return", "distance_m", "duration_min", "cost_idr"]
    assert done.trips[columns].to_numpy().tolist() == [
        ["motor-1-1", "Motor", "08:10", "09:19", 18_000.0, 79.0, 36_000.0],
        ["motor-1-2", "Motor", "09:29", "10:22", 12_000.0, 63.0, 24_000.0],
    ]  # fmt: skip
    assert done.visits[["stop_id", "load_kg", "arrive", "leave"]].to_numpy().tolist() == [
        ["63.11.02.2001-02", 40.0, "08:40", "08:49"],
        ["63.11.02.2001-01", 80.0, "09:49", "10:02"],
    ]
    assert done.headline == "2 ritase, 30 km, 1 kendaraan: semua 2 titik terlayani"
    assert done.totals["cost_idr"] == 60_000.0
    assert (done.totals["last_return"], done.totals["duration_min"], done.totals["days_needed"]) == ("10:22", 142.0, 1)
    assert done.basis == "jalan lurus"


def test_what_fits_together_goes_together(fleet, road):
    # 3 + 4 families, 70 kg: one trip of 18 km past stop 1 to stop 2, or the other way round.
    done = plan(stop_table([3, 4], [30, 40]), fleet(motor()), road)
    assert done.headline == "1 ritase, 18 km, 1 kendaraan: semua 2 titik terlayani"


def test_a_stop_heavier_than_the_vehicle_is_brought_in_whole_families(fleet, road):
    # 20 families of 10 kg: trips of 8, 8 and 4 families.
    done = plan(stop_table([20, 1], [200, 0]), fleet(motor(count=2)), road)
    to_first = done.visits[done.visits["stop_id"].str.endswith("-01")]
    assert sorted(to_first["family_count"]) == [4, 8, 8]
    assert sorted(to_first["load_kg"]) == [40.0, 80.0, 80.0]


def test_parts_of_one_stop_in_one_trip_are_one_visit(fleet, road):
    # The motorcycle cuts 20 families into 8 + 8 + 4, the pick-up takes them all at once: one stopping time.
    pickup = motor(label="Pick-up", capacity_kg=1000)
    done = plan(stop_table([20], [200]), fleet(pickup, motor(count=1, shift_end="08:30")), _first_places(road, 2))
    assert done.visits[["family_count", "arrive", "leave"]].to_numpy().tolist() == [[20, "08:30", "08:55"]]


def test_cash_has_no_weight_but_takes_time(fleet, road):
    # 60 families at km 6, no load, a shift of two hours: 120 − 10 − 40 − 5 = 65 minutes to serve them.
    done = plan(stop_table([60], [0]), fleet(motor(shift_end="10:00")), _first_places(road, 2))
    assert done.headline == "1 ritase, 12 km, 1 kendaraan: semua 1 titik terlayani"
    # 150 families take 150 minutes: three motorcycles, 65 families each at most.
    done = plan(stop_table([150], [0]), fleet(motor(count=3, shift_end="10:00")), _first_places(road, 2))
    assert sorted(done.trips["family_count"]) == [20, 65, 65]


def test_a_cheaper_kind_of_vehicle_is_preferred_where_costs_are_known(fleet, road):
    dear, cheap = motor(cost_idr_per_km=9000), motor(label="Sepeda motor desa", cost_idr_per_km=1000)
    done = plan(stop_table([4], [40]), fleet(dear, cheap), _first_places(road, 2))
    assert done.trips["vehicle"].tolist() == ["Sepeda motor desa"]


def test_the_fewest_trips_allowed_are_kept(fleet, road):
    done = plan(stop_table([20], [200]), fleet(motor(max_trips=2)), _first_places(road, 2))
    assert len(done.trips) == 2
    assert done.unserved["family_count"].sum() == 4


def test_same_seed_same_plan():
    stops, vehicles, travel = random_world(3)
    first, second = (plan(stops, vehicles, travel, seed=5) for _ in range(2))
    assert first.to_dict() == second.to_dict()
    pd.testing.assert_frame_equal(first.visits, second.visits)


def test_without_a_depot_a_stated_stand_in_is_used(fleet):
    # Weighted by load the middle stop is nearest to everything; it is a real stop and says that it stands in.
    stops = stop_table([1, 50, 1], [10, 500, 10], lon=[115.60, 115.65, 115.70], lat=[-2.2] * 3)
    done = make_plan(make_problem(stops, fleet(motor(count=9))), seed=1, iterations=10)
    depot = done.problem.depots.iloc[0]
    pd.testing.assert_frame_equal(done.problem.depots, stand_in_depot(stops))
    assert (depot["lon"], depot["is_stand_in"]) == (115.65, True)
    assert depot["name"] == "gudang belum diisi; sementara di Hauwai 2"
    assert done.basis == "garis lurus × 1,4"


def test_the_depot_of_the_office_is_used_and_the_factor_counts(fleet):
    stops = stop_table([1], [10], lon=[115.65], lat=[-2.2])
    done = make_plan(make_problem(stops, fleet(motor()), depots=DEPOT, road_factor=2.0), iterations=5)
    straight_m = straight_line_matrix([115.6, 115.65], [-2.2, -2.2], road_factor=1).distance_m[0, 1]
    assert done.totals["distance_m"] == pytest.approx(4 * straight_m)
    assert (done.basis, done.problem.depots["name"].iloc[0]) == ("garis lurus × 2", "Gudang Halong")


def test_the_plan_as_json_holds_trips_per_vehicle_with_units_and_times():
    stops, vehicles, travel = random_world(11)
    done = plan(stops, vehicles, travel)
    told = json.loads(json.dumps(done.to_dict(), allow_nan=False))
    trips = [trip for vehicle in told["vehicles"] for trip in vehicle["trips"]]
    visits = [stop for trip in trips for stop in trip["stops"]]
    assert [trip["trip_id"] for trip in trips] == done.trips["trip_id"].tolist()
    assert sum(visit["family_count"] for visit in visits) == told["totals"]["served_family_count"]
    assert {"stop_id", "desa_code", "load_kg", "arrive", "leave"} <= set(visits[0])
    assert {"distance_m", "duration_min", "cost_idr", "load_kg"} <= set(trips[0])
    assert len(told["stops"]) == len(stops)
    assert (told["version"], told["basis"], told["broken"]) == (2, "garis lurus × 1,4", [])


def test_progress_rises_and_ends_when_the_plan_is_done():
    stops, vehicles, travel = random_world(4)
    heard: list[float] = []
    plan(stops, vehicles, travel, progress=lambda share, _: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) > 10


def test_no_stops_make_an_empty_plan(fleet):
    done = make_plan(make_problem(stop_table([], []), fleet(motor())))
    assert done.headline == "0 ritase, 0 km, 0 kendaraan: semua 0 titik terlayani"
    assert json.dumps(done.to_dict(), allow_nan=False)


def test_one_stop_at_the_depot_itself(fleet):
    done = make_plan(make_problem(stop_table([3], [30]), fleet(motor())), iterations=5)
    assert done.trips["distance_m"].tolist() == [0.0]


def test_a_vehicle_too_small_for_very_many_stops_gives_way_to_larger_parts(fleet):
    # 40 stops of 100 families, 10 kg each: parts of 80 kg would be 13 × 40 = 520, more than 500.
    stops = stop_table([100] * 40, [1000] * 40, lon=np.linspace(115.6, 115.7, 40), lat=[-2.2] * 40)
    done = plan(stops, default_vehicles(), iterations=5)
    assert done.totals["family_count"] == 4000
    assert done.visits["load_kg"].max() == 1000.0


def _first_places(travel, count):
    return TravelMatrix(travel.distance_m[:count, :count], None, travel.basis)


def test_what_follows_no_network_is_told_by_the_vehicles_own_mode(fleet, road):
    # A car drives to the door of both stops; a boat leaves 1500 m of walk at each of them, 3000 m between the two. On
    # straight lines the whole leg is one.
    walk_m = np.array([[0.0, 1500, 1500], [1500, 0, 3000], [1500, 3000, 0]])
    by_mode = {"mobil": road, "perahu": replace(road, straight_m=walk_m)}
    stops = stop_table([3, 4], [30, 40]).assign(modes=["mobil", "perahu"])
    vehicles = fleet(motor(label="Pick-up", mode="mobil"), motor(label="Kelotok", mode="perahu"))
    problem = problem_of(stops, vehicles, road)
    done = make_plan(replace(problem, travel=Travel(by_mode, "jaringan", is_straight_line=False)), iterations=5)
    by_stop = done.visits.set_index("stop_id")[["leg_m", "straight_m"]]
    assert by_stop.loc[stops["stop_id"]].to_numpy().tolist() == [[6000.0, 0.0], [9000.0, 1500.0]]
    plain = make_plan(replace(problem, travel=Travel(by_mode, "garis lurus", is_straight_line=True)), iterations=5)
    assert plain.visits["straight_m"].tolist() == plain.visits["leg_m"].tolist()
    # By hand the pick-up also goes to the stop for boats: no way for it, so all of that leg is a straight line.
    drop = Drop(stops["stop_id"][1], 4, 0, 4, 40.0)
    cut = replace(road, distance_m=np.where(road.distance_m == 9000.0, np.inf, road.distance_m))
    travel = Travel({**by_mode, "mobil": cut}, "jaringan", is_straight_line=False)
    by_hand = evaluate(replace(problem, travel=travel), [Trip("a", "pick-up-1", 0, (drop,))])
    assert by_hand.visits["straight_m"].tolist() == by_hand.visits["leg_m"].tolist()
    assert "tidak ada jalan bagi kendaraan ini" in by_hand.broken_of["a"]
