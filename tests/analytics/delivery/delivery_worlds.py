"""Small worlds of the delivery room, made by hand or from a seed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analytics.delivery.depots import check_depots, one_depot
from analytics.delivery.problem import make_problem
from analytics.delivery.vehicles import check_vehicles
from geo.network.modes import MODES
from geo.travel import Travel, TravelMatrix, straight_line_matrix

DEPOT = one_depot("Gudang Halong", 115.6, -2.2)
DAY = "2026-11-28"


def stop_table(family_count, load_kg, *, lon=None, lat=None):
    n = len(family_count)
    return pd.DataFrame(
        {
            "stop_id": [f"63.11.02.2001-{i + 1:02d}" for i in range(n)],
            "desa_code": "63.11.02.2001",
            "desa_name": "Hauwai",
            "label": [f"Hauwai {i + 1}" for i in range(n)],
            "lon": lon if lon is not None else [115.6] * n,
            "lat": lat if lat is not None else [-2.2] * n,
            "place": "permukiman",
            "family_count": np.asarray(family_count, dtype=int),
            "load_kg": np.asarray(load_kg, dtype=float),
        }
    )


def motor(**changes):
    """One motorcycle: 80 kg, 18 km/h (300 m a minute), 10 minutes to load, 5 per stop and 1 per family."""
    row = {
        "label": "Motor",
        "count": 1,
        "capacity_kg": 80,
        "speed_kmh": 18,
        "shift_start": "08:00",
        "shift_end": "16:00",
        "max_trips": 8,
        "load_min": 10,
        "service_min_per_stop": 5,
        "service_min_per_family": 1,
    }
    return {**row, **changes}


def random_world(seed):
    """Make stops, a fleet and distances from a seed: some too small a fleet, some cash, some far away."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 14))
    families = rng.integers(1, 30, count)
    family_kg = rng.choice([0.0, 5.0, 7.5, 10.0, 60.0])
    lon, lat = 115.6 + rng.random(count) * rng.choice([0.05, 0.6]), -2.4 + rng.random(count) * 0.3
    stops = stop_table(families, families * family_kg, lon=lon, lat=lat)
    rows = [motor(count=int(rng.integers(1, 4)), max_trips=int(rng.integers(1, 9)))]
    if rng.random() < 0.6:
        pickup = {"label": "Pick-up", "capacity_kg": 900.5, "speed_kmh": 23, "load_min": 33.3, "count": 1}
        rows.append(motor(**pickup, shift_start="07:15", service_min_per_family=0.7))
    places = np.r_[115.7, lon], np.r_[-2.25, lat]
    return stops, check_vehicles(pd.DataFrame(rows)), straight_line_matrix(*places, road_factor=1.4)


def problem_of(stops, fleet, travel=None, *, depots=DEPOT, days=(DAY,)):
    """Make a problem; ``travel`` is one matrix for every mode."""
    if travel is not None:
        travel = Travel(dict.fromkeys(MODES, travel), travel.basis, is_straight_line=False)
    return make_problem(stops, fleet, depots=depots, travel=travel, days=days)


BOAT_ROW = {"label": "Kelotok", "mode": "perahu", "capacity_kg": 300, "speed_kmh": 12, "load_min": 20}
DEPOT_ROWS = [
    {"depot_key": "gudang", "name": "Gudang", "kind": "gudang", "lon": 115.6, "lat": -2.3},
    {"depot_key": "pos", "name": "Kantor Pos", "kind": "pos", "lon": 115.7, "lat": -2.2, "opens": "08:30"},
    {"depot_key": "alih", "name": "Dermaga", "kind": "alih", "lon": 115.8, "lat": -2.25},
]


def rich_problem(seed):
    """Make a problem with windows, modes, parcels, depots, a transfer point, days, priority and costs."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 10))
    families = rng.integers(1, 25, count)
    lon, lat = 115.6 + rng.random(count) * rng.choice([0.1, 0.4]), -2.4 + rng.random(count) * 0.3
    stops = stop_table(families, families * rng.choice([0.0, 5.0, 7.5, 10.0]), lon=lon, lat=lat)
    stops["parcel_count"] = families * rng.integers(1, 3)
    stops["priority_count"] = rng.binomial(families, 0.3) if rng.random() < 0.5 else 0
    stops["is_priority_desa"] = rng.random(count) < 0.1
    opens = rng.choice(["", "", "09:00", "10:30"], count)
    stops["window_start"] = opens
    stops["window_end"] = np.where(
        opens == "", rng.choice(["", "", "11:30"], count), rng.choice(["12:00", "15:00"], count)
    )
    stops["modes"] = rng.choice(["", "", "", "motor;perahu", "mobil;motor", "perahu"], count)
    fleet, depots = _vehicles_and_depots()
    depots = depots.iloc[: 3 if rng.random() < 0.6 else int(rng.integers(1, 3))]
    keys = list(depots["depot_key"])
    fleet = fleet.assign(
        count=[int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(0, 3))],
        capacity_parcels=[rng.choice([np.nan, 12.0]), np.nan, np.nan],
        depot=[rng.choice(keys), "", rng.choice(keys)],
    )
    if rng.random() < 0.5:
        fleet = fleet.assign(cost_idr_per_km=2500.0, cost_idr_per_day=150_000.0, cost_idr_per_hour=20_000.0)
    travel = None
    if rng.random() < 0.4:
        travel = cut_travel(rng, np.r_[depots["lon"], lon], np.r_[depots["lat"], lat])
    days = ("2026-11-28", "2026-11-29")[: int(rng.integers(1, 3))]
    return make_problem(stops, fleet, depots=depots, travel=travel, days=days)


@cache
def _vehicles_and_depots():
    pickup = motor(label="Pick-up", capacity_kg=600, speed_kmh=20, load_min=30)
    return check_vehicles(pd.DataFrame([motor(), pickup, motor(**BOAT_ROW)])), check_depots(pd.DataFrame(DEPOT_ROWS))


def cut_travel(rng, lon, lat):
    """Make ways as of a network: by each mode some places cannot be reached, and nothing is as long both ways."""
    by_mode = {}
    for mode in ("mobil", "motor", "perahu"):
        way_m = straight_line_matrix(lon, lat, road_factor=1.3).distance_m * (1 + 0.2 * rng.random((len(lon),) * 2))
        lost = rng.random(len(lon)) < 0.15
        way_m[lost, :], way_m[:, lost] = np.inf, np.inf
        np.fill_diagonal(way_m, 0.0)
        by_mode[mode] = TravelMatrix(way_m, None, "jaringan uji")
    return Travel(by_mode, "jaringan uji", is_straight_line=False)


def transfer_problem(seed=0, **changes):
    """A kelotok brings goods on from a landing stage, a pick-up brings them there; one desa lies on the road.

    Stops 1 and 2 (8 and 4 families, 10 kg each) can be reached by boat only, stop 3 (5 families) by road only.
    """
    stops = stop_table([8, 4, 5], [80, 40, 50], lon=[115.85, 115.88, 115.65], lat=[-2.25, -2.25, -2.3])
    stops["modes"] = ["perahu", "perahu", "mobil"]
    stops = stops.assign(**changes)
    pickup = motor(label="Pick-up", capacity_kg=600, speed_kmh=30, load_min=30)
    boat = motor(**BOAT_ROW, depot="alih", cost_idr_per_km=4000, cost_idr_per_day=100_000)
    depots = check_depots(pd.DataFrame([DEPOT_ROWS[0], DEPOT_ROWS[2]]))
    return make_problem(stops, check_vehicles(pd.DataFrame([pickup, boat])), depots=depots, days=(DAY, "2026-11-29"))


def accounts_for_everyone(done):
    """Whether families, those with priority and parcels are each brought or named as left out."""
    at_stops = done.visits[(done.visits["stop_id"] != "").to_numpy()]
    names = ("family_count", "priority_count", "parcel_count")
    sums = [at_stops[name].sum() + done.unserved[name].sum() == done.problem.stops[name].sum() for name in names]
    return all(sums) and done.totals["served_family_count"] == at_stops["family_count"].sum()
