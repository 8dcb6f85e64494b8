from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics.delivery.plan import make_plan
from analytics.delivery.reach import FLEET_USED_UP, NO_WAY, SHIFT, TOO_HEAVY, WINDOW
from analytics.delivery.remedy import apply_remedies, sentence_of
from geo.travel import Travel, TravelMatrix
from tests.analytics.delivery.delivery_worlds import motor, problem_of, stop_table

FAR = "63.11.02.2001-02"


def plan(problem, iterations=40):
    return make_plan(problem, seed=7, iterations=iterations)


def only(road, count):
    return TravelMatrix(road.distance_m[:count, :count], None, road.basis)


def test_a_stop_too_far_for_the_shift_says_which_shift_would_do(fleet, road):
    # Shift of 60 minutes. Stop 2: 10 + 30 + 5 + 4 + 30 = 79 minutes for its 4 families: until 09:19.
    # Both stops on one trip take 10 + 30 + 5 + 5 + 8 + 30 = 88 minutes, so it is two motorcycles or two days then.
    problem = problem_of(stop_table([4, 4], [40, 40]), fleet(motor(shift_end="09:00")), road)
    far = plan(problem).unserved.set_index("stop_id").loc[FAR]
    assert (far["reason_key"], far["family_count"]) == (SHIFT, 4)
    assert far["remedies"] == [
        {"kind": "shift", "vehicle_key": "motor", "end": "09:19"},
        {"kind": "vehicles", "vehicle_key": "motor", "count": 1},
        {"kind": "days", "count": 2},
    ]
    assert far["remedy"] == (
        "jam kerja Motor sampai 09.19, dan juga salah satu dari ini: "
        "tambah 1 Motor, atau 2 hari dengan armada yang sama"
    )
    assert [[one["kind"] for one in each] for each in plan(problem).totals["remedies"]] == [
        ["shift", "vehicles"],
        ["shift", "days"],
    ]


def test_a_fleet_used_up_says_how_many_days_and_how_many_more(fleet, road):
    # One motorcycle, 60 minutes: one trip of at most 5 families to stop 1 (10 + 20 + 5 + 5 + 20 = 60).
    # 12 families are parts of 5, 5 and 2: three days in all, or two more motorcycles.
    done = plan(problem_of(stop_table([12], [120]), fleet(motor(shift_end="09:00")), only(road, 2)))
    assert done.unserved[["family_count", "load_kg", "reason_key", "remedy"]].to_numpy().tolist() == [
        [7, 70.0, FLEET_USED_UP, "tambah 2 Motor, atau 3 hari dengan armada yang sama"]
    ]
    assert done.totals["remedies"] == [
        [{"kind": "vehicles", "vehicle_key": "motor", "count": 2}],
        [{"kind": "days", "count": 3}],
    ]
    assert done.totals["days_needed"] == 3


def test_a_fleet_far_too_small_promises_nothing(fleet, road):
    # One trip of 5 families a day, 400 families: 80 days, or 79 more motorcycles.
    done = plan(problem_of(stop_table([400], [4000]), fleet(motor(shift_end="09:00")), only(road, 2)), 5)
    assert done.totals["remedies"] == done.unserved.loc[0, "remedies"] == []
    assert done.totals["days_needed"] is None
    assert done.unserved.loc[0, "remedy"] == (
        "belum ditemukan yang cukup sampai 31 hari dengan armada yang sama atau 60 kendaraan tambahan: "
        "siapkan armada yang jauh lebih besar, lalu hitung ulang rencananya"
    )


def test_a_very_small_fleet_is_told_how_many_vehicles_or_days_would_do(fleet, road):
    # 200 families, 5 a trip and a day: 40 days are more than looked for, 39 more motorcycles are not.
    done = plan(problem_of(stop_table([200], [2000]), fleet(motor(shift_end="09:00")), only(road, 2)), 5)
    assert done.totals["remedies"] == [[{"kind": "vehicles", "vehicle_key": "motor", "count": 39}]]
    # 400 families, 20 a day: four motorcycles need 20 days, or 76 more of them, which is more than looked for.
    done = plan(problem_of(stop_table([400], [4000]), fleet(motor(shift_end="09:00", count=4)), only(road, 2)), 5)
    assert done.unserved.loc[0, "remedy"] == "20 hari dengan armada yang sama"


def test_beside_the_stops_stands_all_that_the_plan_needs(fleet, road):
    # Twenty minutes of shift reach nobody: a longer one for each, and as both wait for one motorcycle, more besides.
    problem = problem_of(stop_table([8, 16], [80, 160]), fleet(motor(shift_end="08:20")), road)
    done = plan(problem)
    assert set(done.unserved["reason_key"]) == {SHIFT}
    assert done.unserved["remedy"].str.contains("jam kerja Motor sampai .*tambah .* Motor, atau .* hari").all()
    kinds = [[one["kind"] for one in each] for each in done.unserved["remedies"]]
    assert kinds == [["shift", "vehicles", "days"]] * 2
    for without in ("vehicles", "days"):
        beside = [one for each in done.unserved["remedies"] for one in each if one["kind"] != without]
        distinct = [one for at, one in enumerate(beside) if one not in beside[:at]]
        assert plan(apply_remedies(problem, distinct)).unserved.empty


def test_of_a_vehicle_assumed_the_end_of_its_longer_shift_is_told(fleet, road):
    problem = problem_of(stop_table([4], [40]).assign(modes="perahu"), fleet(motor()), only(road, 2))
    way = {"kind": "way", "stop_id": "63.11.02.2001-01", "mode": "perahu", "gap_m": 0.0}
    shift = {"kind": "shift", "vehicle_key": "tambahan-perahu", "end": "18:05"}
    told = sentence_of(apply_remedies(problem, [way, shift]), [way, shift])
    assert told == "bisa dicapai dengan perahu, siapkan 1 perahu: 300 kg, 9 km/jam, sampai 18.05"


def test_a_family_share_heavier_than_every_vehicle_asks_for_a_larger_one(fleet, road):
    done = plan(problem_of(stop_table([2, 2], [201, 20]), fleet(motor()), road))
    heavy = done.unserved.iloc[0]
    assert (heavy["reason_key"], heavy["family_count"]) == (TOO_HEAVY, 2)
    assert heavy["remedy"] == "kendaraan seperti Motor yang membawa paling sedikit 101 kg"
    assert done.totals["served_family_count"] == 2
    assert len(done.totals["remedies"]) == 1


def test_a_window_too_tight_says_which_would_do(fleet, road):
    # The motorcycle is at stop 1 at 08:30 and needs 5 + 4 minutes; the desa closes at 08:32.
    stops = stop_table([4], [40]).assign(window_start="08:00", window_end="08:32")
    done = plan(problem_of(stops, fleet(motor()), only(road, 2)))
    assert done.unserved[["reason_key", "remedy"]].to_numpy().tolist() == [
        [WINDOW, "desa menerima pukul 08.00 sampai 08.39"]
    ]


def test_a_stop_that_another_mode_reaches_says_by_which(fleet, road):
    stops = stop_table([4, 4], [40, 40]).assign(modes=["", "perahu"])
    done = plan(problem_of(stops, fleet(motor()), road))
    assert done.unserved[["stop_id", "reason_key", "remedy"]].to_numpy().tolist() == [
        [FAR, NO_WAY, "bisa dicapai dengan perahu, siapkan 1 perahu: 300 kg, 9 km/jam, sampai 16.00"]
    ]


def test_a_gap_in_the_network_says_how_large_it_is(fleet):
    # Stop 2 lies 0.1° = 11,1 km east of stop 1, which is the nearest place that can be reached.
    way_m = np.array([[0.0, 6000.0, np.inf], [6000.0, 0.0, np.inf], [np.inf, np.inf, 0.0]])
    matrix = TravelMatrix(way_m, None, "jaringan jalan")
    stops = stop_table([4, 4], [40, 40], lon=[115.65, 115.75], lat=[-2.2, -2.2])
    problem = replace(
        problem_of(stops, fleet(motor())), travel=Travel({"motor": matrix}, "jaringan jalan", is_straight_line=False)
    )
    done = plan(problem)
    lost = done.unserved.iloc[0]
    assert (lost["stop_id"], lost["reason_key"]) == (FAR, NO_WAY)
    assert "terputus 11,1 km" in lost["remedy"]
    opened = apply_remedies(problem, lost["remedies"])
    assert opened.travel.of("motor").distance_m[0, 2] == pytest.approx(6000 + lost["remedies"][0]["gap_m"], abs=1)


def test_priority_is_served_first_where_the_fleet_is_too_small(fleet, road):
    # One motorcycle, one trip of up to 5 families a day; at the second stop 2 priority families out of 9.
    stops = stop_table([20, 9], [200, 90]).assign(priority_count=[0, 2])
    ways = TravelMatrix(np.where(road.distance_m > 0, 6000.0, 0.0), None, "jalan")
    done = plan(problem_of(stops, fleet(motor(shift_end="09:00")), ways))
    assert done.totals["served_priority_count"] == 2
    first_desa = stops.assign(priority_count=0, is_priority_desa=[False, True])
    done = plan(problem_of(first_desa, fleet(motor(shift_end="09:00")), ways))
    assert set(done.visits["stop_id"]) == {FAR}


def test_priority_goes_to_the_first_of_several_days(fleet, road):
    stops = stop_table([5, 5], [50, 50]).assign(priority_count=[0, 5])
    ways = TravelMatrix(np.where(road.distance_m > 0, 6000.0, 0.0), None, "jalan")
    done = plan(problem_of(stops, fleet(motor(shift_end="09:00")), ways, days=("2026-11-28", "2026-11-29")))
    assert done.unserved.empty
    by_day = done.visits.merge(done.trips[["trip_id", "date"]], on="trip_id").set_index("date")["stop_id"]
    assert by_day.to_dict() == {"2026-11-28": FAR, "2026-11-29": "63.11.02.2001-01"}
    assert done.trips["trip_id"].tolist() == ["motor-1-h1-1", "motor-1-h2-1"]


def test_days_are_added_after_the_last(fleet, road):
    problem = problem_of(stop_table([1], [1]), fleet(motor()), only(road, 2), days=("2026-12-30", "2026-12-31"))
    assert apply_remedies(problem, [{"kind": "days", "count": 3}]).days[-1] == "2027-01-01"
    assert sentence_of(problem, [{"kind": "days", "count": 3}]) == "3 hari dengan armada yang sama"
