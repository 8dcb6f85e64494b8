"""A day in Halong: 24 desa, 300 settlements, 8 motorcycles, 2 pick-ups, one boat; and the same with 4 motorcycles."""

from __future__ import annotations

import time
from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd

from analytics.delivery.depots import one_depot
from analytics.delivery.plan import default_iterations, make_plan
from analytics.delivery.problem import Problem, make_problem
from analytics.delivery.remedy import apply_remedies
from analytics.delivery.result import Plan
from analytics.delivery.vehicles import check_vehicles
from bench import shared_file

name = "A day in Halong with 300 settlements"
SETTLEMENT_COUNT = 300
FAMILY_COUNT = 900
FAMILY_KG = 10.0
HALONG = "63.11.02"
TRAIL_SHARE, RIVER_SHARE = 0.3, 0.04
"""So many settlements are out of reach of four wheels, and of all but boats."""
SPREAD_DEG = 0.011
LONG_SECONDS = 120.0
CORES = 2
"""The search uses so many; other work on the machine costs seconds, no core seconds."""


def run() -> list[str]:
    """Return the lines to print."""
    lines = []
    for motors in (8, 4):
        problem = halong_problem(motors)
        plan, seconds, core_seconds = _timed(problem)
        lines.append(f"{motors} motorcycles, {seconds:.1f} s, {core_seconds:.1f} core seconds: {plan.headline}")
        if plan.unserved.empty:
            times = CORES * LONG_SECONDS / core_seconds
            longer = make_plan(problem, iterations=round(default_iterations(SETTLEMENT_COUNT) * times))
            ratio = plan.totals["distance_m"] / longer.totals["distance_m"]
            lines.append(f"  {ratio:.4f}× the way of a search of about {LONG_SECONDS:.0f} s on {CORES} cores")
            continue
        lines.append(f"  left out: {dict(Counter(plan.unserved['reason_key']))}, {plan.unserved['remedy'].iloc[0]}")
        for each in plan.totals["remedies"]:
            again = make_plan(apply_remedies(problem, each), with_remedies=False)
            lines.append(f"  with {each}: {again.headline}")
    return lines


def halong_problem(motors: int, *, seed: int = 1) -> Problem:
    """Return the day: settlements near the real desa, families by chance, most on roads, some on trails or a river."""
    rng = np.random.default_rng(seed)
    lon, lat, desa_code = _settlements(rng)
    families = 1 + rng.multinomial(FAMILY_COUNT - SETTLEMENT_COUNT, rng.dirichlet(np.ones(SETTLEMENT_COUNT)))
    draw = rng.random(SETTLEMENT_COUNT)
    modes = np.select([draw < RIVER_SHARE, draw < RIVER_SHARE + TRAIL_SHARE], ["perahu", "motor"], "")
    stops = pd.DataFrame(
        {
            "stop_id": [f"{code}-{number:03d}" for number, code in enumerate(desa_code, 1)],
            "desa_code": desa_code,
            "desa_name": desa_code,
            "label": [f"Permukiman {number}" for number in range(1, SETTLEMENT_COUNT + 1)],
            "lon": lon,
            "lat": lat,
            "place": "permukiman",
            "family_count": families,
            "load_kg": families * FAMILY_KG,
            "priority_count": rng.binomial(families, 0.2),
            "modes": modes,
        }
    )
    shift = {"shift_start": "07:00", "shift_end": "17:00"}
    rows = [
        {"label": "Motor", "count": motors, "capacity_kg": 80, "speed_kmh": 25, "load_min": 10,
         "service_min_per_stop": 2, "service_min_per_family": 1, **shift},
        {"label": "Pick-up", "count": 2, "capacity_kg": 1000, "speed_kmh": 30, "load_min": 30,
         "service_min_per_stop": 3, "service_min_per_family": 1, **shift},
        {"label": "Kelotok", "count": 1, "capacity_kg": 500, "speed_kmh": 20, "load_min": 20,
         "service_min_per_stop": 4, "service_min_per_family": 1, **shift},
    ]  # fmt: skip
    depot = one_depot("Kantor Kecamatan", float(np.median(lon)), float(np.median(lat)))
    return make_problem(stops, check_vehicles(pd.DataFrame(rows)), depots=depot, days=["2026-11-28"])


def _settlements(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return places around the points of the 24 desa, at least one each, most within 2 km."""
    desa = gpd.read_file(shared_file("boundaries/balangan_desa.geojson")).query("kode_kec == @HALONG")
    extra = rng.integers(0, len(desa), SETTLEMENT_COUNT - len(desa))
    at = desa.iloc[np.r_[np.arange(len(desa)), np.sort(extra)]]
    lon, lat = (at[name].to_numpy(float) + rng.normal(0, SPREAD_DEG, len(at)) for name in ("lon_titik", "lat_titik"))
    return lon, lat, list(at["kode"])


def _timed(problem: Problem) -> tuple[Plan, float, float]:
    start, core_start = time.perf_counter(), time.process_time()
    plan = make_plan(problem)
    return plan, time.perf_counter() - start, time.process_time() - core_start
